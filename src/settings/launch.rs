//! What can be wrong in `[launch]` and `[[arm]]`.

use super::{BusinessFile, lines::Faults};
use frontdesk_core::business::LaunchMode;

/// Names each mistake.
pub(super) fn check(file: &BusinessFile, faults: &mut Faults<'_>) {
    let policy = &file.launch;
    let own = policy.channels.iter();
    let own = own.filter_map(|(kind, c)| Some((format!("launch.channels.{kind}.share"), c.share?)));
    for (path, share) in own.chain([("launch.share".to_owned(), policy.share)]) {
        if !(0.0..=100.0).contains(&share) {
            faults.wrong(
                &path,
                format!("{share} is no share: it is a number from 0 to 100, in per cent"),
            );
        }
    }
    for kind in policy.channels.keys() {
        if frontdesk_channels::KINDS.iter().all(|k| k.name != kind) {
            let known: Vec<&str> = frontdesk_channels::KINDS.iter().map(|k| k.name).collect();
            faults.wrong(
                &format!("launch.channels.{kind}"),
                format!("\"{kind}\" is no channel; allowed are {}", known.join(", ")),
            );
        }
    }
    check_shares(file, faults);
    check_arms(file, faults);
}

/// A share says something in `live` alone: elsewhere it would be believed to.
fn check_shares(file: &BusinessFile, faults: &mut Faults<'_>) {
    let policy = &file.launch;
    let mut idle = |path: &str, mode: LaunchMode| {
        let mode = match mode {
            LaunchMode::Live => return,
            LaunchMode::Approve => "approve",
            LaunchMode::Shadow => "shadow",
        };
        if faults.lines.has(path) {
            faults.wrong(
                path,
                format!("has no effect beside mode = \"{mode}\", in which the assistant answers nobody by itself: delete it, or set mode = \"live\""),
            );
        }
    };
    let uses_it = |kind: &String| {
        policy.channels[kind].share.is_none() && policy.on(kind).0 == LaunchMode::Live
    };
    if !policy.channels.keys().any(uses_it) {
        idle("launch.share", policy.mode);
    }
    for kind in policy.channels.keys() {
        idle(&format!("launch.channels.{kind}.share"), policy.on(kind).0);
    }
}

fn check_arms(file: &BusinessFile, faults: &mut Faults<'_>) {
    if file.arms.len() == 1 {
        faults.wrong(
            "arm.0.name",
            "one arm alone is compared with nothing: add a second [[arm]], or delete it",
        );
    }
    let mut names: Vec<&str> = Vec::new();
    for (n, arm) in file.arms.iter().enumerate() {
        if arm.name.trim().is_empty() || names.contains(&arm.name.as_str()) {
            let what = format!(
                "\"{}\" is empty or used twice: names are unique in a business",
                arm.name
            );
            faults.wrong(&format!("arm.{n}.name"), what);
        }
        if !(arm.share >= 0.0 && arm.share.is_finite()) {
            faults.wrong(
                &format!("arm.{n}.share"),
                format!("{} is no share: it is a number from 0 on", arm.share),
            );
        }
        if arm.chat_model.is_some() && file.model.provider == "builtin" {
            faults.wrong(
                &format!("arm.{n}.chat_model"),
                "needs a language model: set `provider = \"openai\"` in [model]",
            );
        }
        names.push(&arm.name);
    }
    if !file.arms.is_empty() && file.arms.iter().all(|a| a.share <= 0.0) {
        faults.wrong("arm.0.share", "no arm has a part of the customers");
    }
}
