//! `frontdesk receipt MESSAGE`: how an answer came about, from the journal: question, model, instructions, passages, tools, what was withheld,
//! cost and deliveries; with `--replay` also what would be decided today. Reads the store, which belongs to one process: stop the server first.

use super::{Failed, Misconfigured, Places, Usage, Which, say};
use crate::{clock::SystemClock, settings::Secrets, versions, wiring};
use anyhow::bail;
use clap::Args;
use frontdesk_core::{
    BusinessId, DeliveryId, MessageId, TurnId,
    event::{Body, Entry, Event},
    retrieval::Passage,
    store::Store,
};
use frontdesk_engine::receipt::{Judged, Past, replay, version};
use serde_json::{Value, json};
use std::sync::Arc;

/// Conversations listed, and entries read, at once.
const PIECE: usize = 1_000;

/// Flags of `receipt`.
#[derive(Args, Clone, Debug)]
pub(super) struct Options {
    /// The message, as `msg_…`
    message: String,
    #[command(flatten)]
    places: Places,
    #[command(flatten)]
    which: Which,
    /// Decides again with the rules of today, about the question and about each draft; exit code 1 if something is decided otherwise
    #[arg(long)]
    replay: bool,
    /// On one line
    #[arg(long)]
    json: bool,
}

/// Runs the verb.
///
/// # Errors
/// There is no such message, or the store cannot be read.
pub(super) async fn run(options: Options) -> anyhow::Result<()> {
    let configuration = options.places.read(Secrets::Spared)?;
    let id = options.which.of(&configuration)?;
    let message: MessageId = options
        .message
        .parse()
        .map_err(|e| Usage(format!("{}: {e}", options.message)))?;
    let store = wiring::kept(&configuration)?;
    let found = find(&store, &id, message).await;
    store.close().await;
    let Some(journal) = found? else {
        bail!("there is no message {message} in {id}");
    };
    let served = versions::served(&configuration, &id, Secrets::Spared)?;
    let knowledge = wiring::Knowledge::look(&served, &id, Arc::new(SystemClock))?;
    let passages = knowledge.library.all_passages();
    let mut receipt = receipt(&journal, message, &passages);
    let mut differs = false;
    if options.replay {
        let likeness = knowledge.likeness.as_deref();
        likeness.iter().for_each(|likeness| likeness.prepare());
        let past = Past {
            business: &wiring::business(&id, &served.businesses[&id]),
            likeness,
            prompt: &wiring::prompt(&served, &id).map_err(|p| Misconfigured(vec![p]))?,
            passages: &passages,
            journal: &journal,
        };
        let judged = replay(past, message);
        differs = judged.iter().any(Judged::differs);
        receipt["replay"] = judged.iter().map(judgement).collect();
    }
    if options.json {
        say(receipt);
    } else {
        say(serde_json::to_string_pretty(&receipt)?);
    }
    if differs {
        bail!(Failed);
    }
    Ok(())
}

/// A decision, then and now.
fn judgement(judged: &Judged) -> Value {
    let verdict = match &judged.replayed {
        None => "cannot be replayed",
        Some(_) if judged.differs() => "different",
        Some(_) => "same",
    };
    json!({
        "decision": judged.what, "recorded": judged.recorded, "replayed": judged.replayed, "verdict": verdict, "why": judged.why
    })
}

/// The journal that has the message.
async fn find(
    store: &dyn Store,
    business: &BusinessId,
    message: MessageId,
) -> anyhow::Result<Option<Vec<Entry>>> {
    let mut last = None;
    loop {
        let conversations = store.list(business, last, PIECE).await?;
        let Some(end) = conversations.last().copied() else {
            return Ok(None);
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
            if journal.iter().any(|e| writes(e, message)) {
                return Ok(Some(journal));
            }
        }
        last = Some(end);
    }
}

fn writes(entry: &Entry, wanted: MessageId) -> bool {
    matches!(&entry.event, Event::MessageWritten { message, .. } if *message == wanted)
}

/// Everything that the journal has about a message.
fn receipt(journal: &[Entry], message: MessageId, now: &[Passage]) -> Value {
    let mut out = json!({ "message": message.to_string() });
    let mut about = About {
        message,
        turn: None,
        deliveries: Vec::new(),
    };
    for entry in journal.iter().filter(|e| writes(e, message)) {
        about.written(entry, &mut out);
        out["question"] = question(journal, entry.seq).into();
    }
    for name in ["tools", "withheld", "deliveries"] {
        out[name] = json!([]);
    }
    for entry in journal {
        about.answer(entry, now, &mut out);
        about.delivery(entry, &mut out);
    }
    out
}

/// What of a journal belongs to a message.
struct About {
    message: MessageId,
    turn: Option<TurnId>,
    deliveries: Vec<DeliveryId>,
}

fn add(out: &mut Value, list: &str, item: Value) {
    if let Some(list) = out[list].as_array_mut() {
        list.push(item);
    }
}

impl About {
    fn written(&mut self, entry: &Entry, out: &mut Value) {
        let Event::MessageWritten {
            turn,
            deliveries,
            outcome,
            by,
            ..
        } = &entry.event
        else {
            return;
        };
        (self.turn, self.deliveries) = (*turn, deliveries.clone());
        out["at"] = entry.at.to_utc().to_rfc3339().into();
        out["by"] = format!("{by:?}").into();
        out["outcome"] = format!("{outcome:?}").into();
        if let Body::Written { reply, .. } = &entry.body {
            out["text"] = reply.text.clone().into();
            out["citations"] = json!(reply.citations);
        }
    }

    fn answer(&self, entry: &Entry, now: &[Passage], out: &mut Value) {
        match &entry.event {
            Event::AnswerMade {
                message,
                model,
                prompt,
                passages,
                confident,
                elapsed_ms,
                ..
            } if *message == self.message => {
                out["model"] = model.clone().into();
                let (version, prompt) = match prompt.split_once('/') {
                    Some((version, prompt)) => (format!("published {version}"), prompt),
                    None => ("working files".to_owned(), prompt.as_str()),
                };
                out["version"] = version.into();
                out["prompt"] = prompt.into();
                out["confident"] = (*confident).into();
                out["elapsed_ms"] = (*elapsed_ms).into();
                let found = passages.iter().map(|p| passage(p, now, &out["tools"]));
                let found: Vec<Value> = found.collect();
                out["passages"] = found.into();
            }
            Event::ToolCalled {
                turn,
                tool,
                ok,
                elapsed_ms,
            } if Some(*turn) == self.turn => {
                let mut call = json!({ "tool": tool, "ok": ok, "elapsed_ms": elapsed_ms });
                if let Body::Tool { arguments, output } = &entry.body {
                    call["arguments"] = arguments.clone().into();
                    call["output"] = output.clone().into();
                }
                add(out, "tools", call);
            }
            Event::ChangeMade {
                turn,
                tool,
                wrote,
                elapsed_ms,
                ..
            } if Some(*turn) == self.turn => {
                let wrote = format!("{wrote:?}").to_lowercase();
                let mut call = json!({ "tool": tool, "ok": wrote == "done", "wrote": wrote, "elapsed_ms": elapsed_ms });
                if let Body::Tool { arguments, output } = &entry.body {
                    call["arguments"] = arguments.clone().into();
                    call["output"] = output.clone().into();
                }
                add(out, "tools", call);
            }
            Event::DraftWithheld { turn, guardrail } if Some(*turn) == self.turn => {
                let mut withheld = json!({ "guardrail": guardrail });
                if let Body::Text(draft) = &entry.body {
                    withheld["draft"] = draft.clone().into();
                }
                add(out, "withheld", withheld);
            }
            Event::CostSettled { turn, micros } if Some(*turn) == self.turn => {
                out["cost_micros"] = (*micros).into();
            }
            _ => {}
        }
    }

    fn delivery(&self, entry: &Entry, out: &mut Value) {
        let (delivery, told) = match &entry.event {
            Event::DeliverySent { delivery, .. } => (delivery, json!("sent")),
            Event::DeliveryFailed { delivery, why } => {
                (delivery, format!("failed: {why:?}").into())
            }
            Event::ReceiptArrived {
                delivery, status, ..
            } => (delivery, format!("{status:?}").to_lowercase().into()),
            _ => return,
        };
        if self.deliveries.contains(delivery) {
            let at = entry.at.to_utc().to_rfc3339();
            add(out, "deliveries", json!({ "at": at, "told": told }));
        }
    }
}

/// A passage, and whether it still reads so.
fn passage((id, then): &(String, String), now: &[Passage], tools: &Value) -> Value {
    let named = format!("[{id}]");
    let of_a_tool = |call: &Value| {
        let output = call["output"].as_str();
        output.is_some_and(|output| output.starts_with(&named))
    };
    let source = match now.iter().find(|p| p.id == *id) {
        Some(passage) if version(&passage.text) == *then => "unchanged",
        Some(_) => "changed since",
        None if tools.as_array().is_some_and(|t| t.iter().any(of_a_tool)) => "of a tool",
        None => "gone",
    };
    json!({ "id": id, "version": then, "source": source })
}

/// What the customer had written since the message before.
fn question(journal: &[Entry], before: u64) -> String {
    let mut texts: Vec<&str> = Vec::new();
    for entry in journal.iter().rev().filter(|e| e.seq < before) {
        match (&entry.event, &entry.body) {
            (Event::MessageReceived { .. }, Body::Said { text, .. }) => texts.push(text),
            (Event::MessageWritten { .. }, _) => break,
            _ => {}
        }
    }
    texts.reverse();
    texts.join("\n")
}
