//! Numbers of the configuration that can be too small or too large, with what is allowed.

use super::{BusinessFile, ServerFile, lines::Faults};
use frontdesk_core::limits::MESSAGE_BYTES;
use std::ops::RangeInclusive;

/// The longest that somebody may have to claim a case, in seconds: a week. After that it is no longer being asked but forgotten.
const CLAIM_S: RangeInclusive<u64> = 1..=604_800;

/// The longest until a case is overdue, in seconds: a year.
const DUE_S: RangeInclusive<u64> = 1..=31_536_000;

/// The longest times, in milliseconds: an hour. Nobody waits that long for an answer or a request.
const WAIT_MS: RangeInclusive<u64> = 1..=3_600_000;

/// Counts that must not be 0: nothing would pass.
const SOME: RangeInclusive<u64> = 1..=u64::MAX;

fn within(
    faults: &mut Faults<'_>,
    path: &str,
    found: u64,
    allowed: &RangeInclusive<u64>,
    why: &str,
) {
    if allowed.contains(&found) {
        return;
    }
    let (least, most) = (allowed.start(), allowed.end());
    let allowed = if *most == u64::MAX {
        format!("at least {least}")
    } else {
        format!("{least} to {most}")
    };
    faults.wrong(
        path,
        format!("{found} is not allowed; allowed is {allowed}, {why}"),
    );
}

fn number(found: usize) -> u64 {
    found.try_into().unwrap_or(u64::MAX)
}

/// Those of the server.
pub(super) fn server(file: &ServerFile, faults: &mut Faults<'_>) {
    let limits = &file.limits;
    let timeout = limits.request_timeout_ms;
    within(
        faults,
        "limits.request_timeout_ms",
        timeout,
        &WAIT_MS,
        "in milliseconds",
    );
    for (path, found, why) in [
        ("limits.webhook_bytes", limits.webhook_bytes, "in bytes"),
        ("limits.chats", limits.chats, "or no chat can be opened"),
        (
            "limits.chats_per_ip",
            limits.chats_per_ip,
            "or no chat can be opened",
        ),
    ] {
        within(faults, path, number(found), &SOME, why);
    }
}

/// Those of a business.
pub(super) fn business(file: &BusinessFile, faults: &mut Faults<'_>) {
    money(file, faults);
    cases(file, faults);
    let rules = &file.guardrails;
    within(
        faults,
        "guardrails.max_message_chars",
        number(rules.max_message_chars),
        &(1..=number(MESSAGE_BYTES)),
        "in characters",
    );
    for (path, found) in [
        ("guardrails.messages_per_minute", rules.messages_per_minute),
        (
            "guardrails.messages_per_minute_per_ip",
            rules.messages_per_minute_per_ip,
        ),
    ] {
        within(faults, path, found.into(), &SOME, "or nobody is answered");
    }
    within(
        faults,
        "model.timeout_ms",
        file.model.timeout_ms,
        &WAIT_MS,
        "in milliseconds",
    );
    within(
        faults,
        "model.max_steps",
        file.model.max_steps.into(),
        &SOME,
        "the calls of the model for one answer",
    );
    let passages = number(file.retrieval.passages);
    within(
        faults,
        "retrieval.passages",
        passages,
        &SOME,
        "or nothing is known",
    );
    if let Some(floor) = file.retrieval.floor
        && !(0.0..=1.0).contains(&floor)
    {
        faults.wrong(
            "retrieval.floor",
            format!("{floor} is not allowed; allowed is 0 to 1"),
        );
    }
}

/// Times of cases.
fn cases(file: &BusinessFile, faults: &mut Faults<'_>) {
    let claim = file.escalation.claim_within_s;
    within(
        faults,
        "escalation.claim_within_s",
        claim,
        &CLAIM_S,
        "in seconds",
    );
    for (n, rule) in file.topics.iter().enumerate() {
        for (key, found, allowed) in [
            ("claim_within_s", rule.claim_within_s, &CLAIM_S),
            ("due_within_s", rule.due_within_s, &DUE_S),
        ] {
            if let Some(found) = found {
                within(
                    faults,
                    &format!("topic.{n}.{key}"),
                    found,
                    allowed,
                    "in seconds",
                );
            }
        }
    }
}

/// Budgets and prices: from 0 on.
fn money(file: &BusinessFile, faults: &mut Faults<'_>) {
    let (budget, model) = (&file.budget, &file.model);
    for (path, found, zero) in [
        ("budget.per_day", Some(budget.per_day), "0 is no bound"),
        ("budget.per_month", Some(budget.per_month), "0 is no bound"),
        (
            "budget.per_customer_day",
            Some(budget.per_customer_day),
            "0 is no bound",
        ),
        (
            "budget.per_conversation",
            Some(budget.per_conversation),
            "0 is no bound",
        ),
        (
            "model.input_price_per_million",
            Some(model.input_price_per_million),
            "0 is free",
        ),
        (
            "model.output_price_per_million",
            Some(model.output_price_per_million),
            "0 is free",
        ),
        (
            "model.fast_input_price_per_million",
            model.fast_input_price_per_million,
            "0 is free",
        ),
        (
            "model.fast_output_price_per_million",
            model.fast_output_price_per_million,
            "0 is free",
        ),
    ] {
        if let Some(found) = found
            && !(found >= 0.0 && found.is_finite())
        {
            faults.wrong(
                path,
                format!("{found} is not allowed; allowed is a number from 0 on, and {zero}"),
            );
        }
    }
}
