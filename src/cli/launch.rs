//! `frontdesk launch`: how the assistant does, for each arm of an experiment and each way of answering, from the journals. Reads the store,
//! which belongs to one process: stop the server first.

use super::{Places, Which, say};
use crate::{clock::SystemClock, settings::Secrets, wiring};
use clap::Args;
use frontdesk_core::{BusinessId, Clock, Timestamp, event::Entry, store::Store};
use frontdesk_engine::{
    launch::{
        Arm,
        numbers::{Dropped, Key, Numbers, Row, Way},
        stats::{Rate, Z_95},
    },
    limits::FEW,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Conversations listed, and entries read, at once.
const PIECE: usize = 1_000;

const DAY_MS: u64 = 86_400_000;

/// Flags of `launch`.
#[derive(Args, Clone, Debug)]
pub(super) struct Options {
    #[command(flatten)]
    places: Places,
    #[command(flatten)]
    which: Which,
    /// Of the last so many days
    #[arg(long, default_value_t = 30, value_name = "N")]
    days: u64,
    /// On one line
    #[arg(long)]
    json: bool,
}

/// Runs the verb.
///
/// # Errors
/// The store cannot be read.
pub(super) async fn run(options: Options) -> anyhow::Result<()> {
    let configuration = options.places.read(Secrets::Spared)?;
    let id = options.which.of(&configuration)?;
    let now = SystemClock.now().0;
    let back = options.days.saturating_mul(DAY_MS);
    let since = Timestamp(now.saturating_sub(i64::try_from(back).unwrap_or(i64::MAX)));
    let store = wiring::kept(&configuration)?;
    let numbers = read(&store, &id, since).await;
    store.close().await;
    let mut numbers = numbers?;
    if let Ok(rollout) = wiring::rollout(&configuration, &id) {
        // What has the name now may be another arm.
        let is = |d: &Dropped, a: &Arm| a.name == d.arm && a.version() == d.version;
        numbers
            .dropped
            .retain(|d| rollout.arms.iter().any(|a| is(d, a)));
    }
    if options.json {
        say(as_json(&numbers));
    } else {
        print(&numbers, options.days);
    }
    Ok(())
}

/// Counts all journals of a business, one at a time.
async fn read(
    store: &dyn Store,
    business: &BusinessId,
    since: Timestamp,
) -> anyhow::Result<Numbers> {
    let mut numbers = Numbers::default();
    let mut last = None;
    loop {
        let conversations = store.list(business, last, PIECE).await?;
        let Some(end) = conversations.last().copied() else {
            return Ok(numbers);
        };
        for conversation in conversations {
            let mut journal: Vec<Entry> = Vec::new();
            loop {
                let after = journal.last().map_or(0, |e| e.seq);
                let piece = store.journal(business, conversation, after, PIECE).await?;
                if piece.is_empty() {
                    break;
                }
                journal.extend(piece);
            }
            numbers.read(&journal, since);
        }
        last = Some(end);
    }
}

/// The rates of a row, with their names.
fn rates(row: &Row, way: Way) -> Vec<(&'static str, Rate)> {
    let mut rates = vec![
        ("answered", row.of_conversations(row.answered)),
        ("unknown", row.of_conversations(row.unknown)),
        ("handed off", row.of_conversations(row.handed_off)),
        ("went badly", row.of_conversations(row.bad)),
    ];
    let of = |hits: u64, n: u64| Rate { hits, n };
    let thumbs = row.up + row.down;
    let decided = row.sent + row.changed + row.dropped;
    let compared = row.alike + row.unlike;
    match way {
        Way::Live | Way::Approve => {
            rates.insert(3, ("reopened", row.of_conversations(row.reopened)));
            rates.push(("thumbs up", of(row.up, thumbs)));
        }
        Way::Shadow => rates.push(("staff said the same", of(row.alike, compared))),
    }
    if way == Way::Approve {
        rates.push(("drafts sent unchanged", of(row.sent, decided)));
        rates.push(("drafts changed", of(row.changed, decided)));
        rates.push(("drafts dropped", of(row.dropped, decided)));
    }
    rates
}

#[expect(clippy::cast_precision_loss, reason = "an amount of money")]
fn cost(row: &Row) -> f64 {
    row.micros as f64 / 1_000_000.0 / row.conversations.max(1) as f64
}

fn print(numbers: &Numbers, days: u64) {
    if numbers.rows.is_empty() {
        say(format!(
            "The assistant answered nothing in the last {days} days."
        ));
    }
    for (key, row) in &numbers.rows {
        say(head(key, row));
        for (name, rate) in rates(row, key.1) {
            say(format!("  {name:<22} {}", in_words(rate)));
        }
        if row.waiting > 0 {
            say(format!("  {:<22} {}", "drafts that wait", row.waiting));
        }
        say(format!(
            "  {:<22} {:.4}",
            "cost per conversation",
            cost(row)
        ));
    }
    if !numbers.by_rule.is_empty() {
        say("handed off by a rule or a customer's wish, without an answer of the assistant:");
        for (topic, conversations) in &numbers.by_rule {
            say(format!("  {:<22} {conversations}", topic.as_str()));
        }
    }
    for dropped in &numbers.dropped {
        say(told(dropped));
    }
}

fn head((arm, way): &Key, row: &Row) -> String {
    let arm = if arm.is_empty() {
        String::new()
    } else {
        format!("arm {arm}, ")
    };
    let n = row.conversations;
    format!("{arm}{}: {n} conversations", way.as_str())
}

fn in_words(rate: Rate) -> String {
    let Rate { hits, n } = rate;
    if n < FEW {
        return format!("{hits} of {n}: too few to tell");
    }
    let (low, high) = rate.interval(Z_95);
    let percent = |share: f64| share * 100.0;
    format!(
        "{hits} of {n}: {:.1} % (95 %: {:.1} to {:.1} %)",
        percent(rate.share()),
        percent(low),
        percent(high)
    )
}

fn told(dropped: &Dropped) -> String {
    let Dropped {
        at,
        arm,
        bad,
        first,
        ..
    } = dropped;
    format!(
        "arm {arm} is not used any more since {}: {} of its {} conversations went badly, {} of {} of the first arm's",
        at.to_utc().to_rfc3339(),
        bad.hits,
        bad.n,
        first.hits,
        first.n
    )
}

fn as_json(numbers: &Numbers) -> Value {
    let of = |rate: Rate| {
        let (low, high) = rate.interval(Z_95);
        json!({
            "hits": rate.hits, "n": rate.n, "share": rate.share(), "low": low, "high": high,
            "enough": rate.n >= FEW,
        })
    };
    let rows = numbers.rows.iter().map(|((arm, way), row)| {
        let mut out = json!({
            "arm": arm, "way": way.as_str(), "conversations": row.conversations, "up": row.up,
            "down": row.down, "waiting": row.waiting, "cost_per_conversation": cost(row),
        });
        for (name, rate) in rates(row, *way) {
            out[name.replace(' ', "_")] = of(rate);
        }
        out
    });
    let dropped = numbers.dropped.iter().map(|d| {
        json!({ "at": d.at.to_utc().to_rfc3339(), "arm": d.arm, "bad": of(d.bad), "first": of(d.first) })
    });
    let by_rule: BTreeMap<&str, u64> = numbers
        .by_rule
        .iter()
        .map(|(topic, n)| (topic.as_str(), *n))
        .collect();
    json!({ "by_rule": by_rule, "rows": rows.collect::<Vec<_>>(), "dropped": dropped.collect::<Vec<_>>() })
}
