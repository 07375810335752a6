//! What must hold when everything is said and done.

use super::world::{Left, World};
use frontdesk_core::{
    Conversation, CustomerId, DeliveryId, Owner,
    event::{Body, ConversationKind, Entry, Event, FailureReason, Handling, Outcome},
    message::{Author, Payload},
    store::Store,
};
use std::collections::{BTreeMap, HashMap, HashSet};

/// The first rule that does not hold.
pub async fn judge(world: &World) -> Result<(), String> {
    let store = world.store.as_ref();
    let mut texts: HashMap<String, usize> = HashMap::new();
    let mut sent: HashMap<DeliveryId, usize> = HashMap::new();
    let mut order: HashMap<String, Vec<(u64, u16)>> = HashMap::new();
    for left in world.left.lock().unwrap().iter() {
        if let Left::Part {
            delivery,
            to,
            seq,
            index,
        } = left
        {
            *sent.entry(*delivery).or_default() += 1;
            order
                .entry(to.to_string())
                .or_default()
                .push((*seq, *index));
        }
    }
    for (address, places) in &order {
        if !places.is_sorted() {
            return Err(format!(
                "messages to {address} left out of order: {places:?}"
            ));
        }
    }
    if let Some((delivery, n)) = sent.iter().find(|(_, n)| **n > 1) {
        let story = story_of(world, *delivery).await;
        return Err(format!("{delivery} was sent {n} times: {story:#?}"));
    }
    for id in store.list(&world.business, None, 1_000).await.unwrap() {
        let entries = store
            .journal(&world.business, id, 0, 100_000)
            .await
            .unwrap();
        let state = store.load(&world.business, id).await.unwrap().unwrap();
        replays_to(&entries, &state)?;
        check_conversation(&entries, &state, world.crashed, &sent)?;
        for entry in &entries {
            if let (Event::MessageReceived { .. }, Body::Said { from, text, .. }) =
                (&entry.event, &entry.body)
            {
                *texts
                    .entry(format!("{from} {text} {}", entry.seq))
                    .or_default() += 1;
            }
        }
    }
    check_received(world, store).await
}

/// The end of each journal.
pub async fn stories(world: &World) -> Vec<Vec<String>> {
    let mut stories = Vec::new();
    for id in world
        .store
        .list(&world.business, None, 1_000)
        .await
        .unwrap()
    {
        let entries = world
            .store
            .journal(&world.business, id, 0, 100_000)
            .await
            .unwrap();
        let last = entries.iter().rev().take(12).rev();
        stories.push(
            last.map(|e| format!("{} at {} {:?}", e.seq, e.at.0, e.event))
                .collect(),
        );
    }
    stories
}

/// The journal of the conversation with this delivery.
async fn story_of(world: &World, delivery: DeliveryId) -> Vec<String> {
    for id in world
        .store
        .list(&world.business, None, 1_000)
        .await
        .unwrap()
    {
        let entries = world
            .store
            .journal(&world.business, id, 0, 100_000)
            .await
            .unwrap();
        let story: Vec<String> = entries
            .iter()
            .map(|e| format!("{} at {} {:?}", e.seq, e.at.0, e.event))
            .collect();
        if story
            .iter()
            .any(|line| line.contains(&delivery.to_string()))
        {
            return story;
        }
    }
    Vec::new()
}

/// Every acknowledged message of a customer is in the journal once.
async fn check_received(world: &World, store: &dyn Store) -> Result<(), String> {
    let mut expected: BTreeMap<String, HashSet<String>> = BTreeMap::new();
    for inbound in &world.provider.lock().unwrap().acknowledged {
        if inbound.from.value().starts_with("customer")
            && matches!(inbound.payload, Payload::Text { .. })
        {
            expected
                .entry(inbound.from.to_string())
                .or_default()
                .insert(inbound.provider_id.0.clone());
        }
    }
    let mut received: BTreeMap<String, usize> = BTreeMap::new();
    for id in store.list(&world.business, None, 1_000).await.unwrap() {
        for entry in store
            .journal(&world.business, id, 0, 100_000)
            .await
            .unwrap()
        {
            if let (Event::MessageReceived { .. }, Body::Said { from, .. }) =
                (&entry.event, &entry.body)
                && from.value().starts_with("customer")
            {
                *received.entry(from.to_string()).or_default() += 1;
            }
        }
    }
    for (from, ids) in expected {
        let n = received.get(&from).copied().unwrap_or_default();
        if n != ids.len() {
            return Err(format!(
                "{from} sent {} messages, {n} are in the journal",
                ids.len()
            ));
        }
    }
    Ok(())
}

fn replays_to(entries: &[Entry], state: &Conversation) -> Result<(), String> {
    let mut replayed = Conversation::empty(
        state.business.clone(),
        state.id,
        CustomerId::from_bytes([0; 16]),
    );
    for (n, entry) in entries.iter().enumerate() {
        if entry.seq != n as u64 + 1 {
            return Err(format!("entry {} stands at place {}", entry.seq, n + 1));
        }
        replayed.apply(entry);
    }
    if replayed == *state {
        Ok(())
    } else {
        Err("the state is not what the journal replays to".into())
    }
}

fn check_conversation(
    entries: &[Entry],
    state: &Conversation,
    crashed: bool,
    sent: &HashMap<DeliveryId, usize>,
) -> Result<(), String> {
    if state.kind != ConversationKind::Customer {
        return Ok(());
    }
    let (mut owner, mut unanswered) = (Owner::Assistant, 0);
    for entry in entries {
        match &entry.event {
            Event::MessageReceived {
                handling: Handling::Turn,
                ..
            } => unanswered += 1,
            Event::OwnerChanged { owner: new } => owner = new.clone(),
            Event::CaseResolved { .. } => unanswered = 0,
            Event::MessageWritten {
                by: Author::Assistant,
                outcome,
                deliveries,
                ..
            } => {
                if unanswered == 0 {
                    return Err(format!(
                        "entry {} answers what was answered before",
                        entry.seq
                    ));
                }
                if owner != Owner::Assistant && *outcome != Outcome::HandedOff {
                    return Err(format!(
                        "at entry {} the assistant speaks while {owner:?} owns the conversation",
                        entry.seq
                    ));
                }
                unanswered = 0;
                check_deliveries(entries, deliveries, crashed, sent)?;
            }
            Event::MessageWritten {
                outcome: Outcome::Staff,
                deliveries,
                ..
            } => {
                unanswered = 0;
                check_deliveries(entries, deliveries, crashed, sent)?;
            }
            Event::MessageWritten { deliveries, .. } => {
                check_deliveries(entries, deliveries, crashed, sent)?
            }
            _ => {}
        }
    }
    if owner == Owner::Assistant && unanswered > 0 {
        return Err(format!(
            "{unanswered} messages are unanswered and the assistant owns the conversation"
        ));
    }
    if !state.pending.is_empty() {
        return Err("deliveries are neither made nor given up".into());
    }
    Ok(())
}

/// Each delivery was made, or given up as unclear because the process died in the middle of it.
fn check_deliveries(
    entries: &[Entry],
    deliveries: &[DeliveryId],
    crashed: bool,
    sent: &HashMap<DeliveryId, usize>,
) -> Result<(), String> {
    for delivery in deliveries {
        let end = entries.iter().find_map(|e| match &e.event {
            Event::DeliverySent { delivery: d, .. } if d == delivery => Some(None),
            Event::DeliveryFailed { delivery: d, why } if d == delivery => Some(Some(why.clone())),
            _ => None,
        });
        match end {
            Some(None) if sent.contains_key(delivery) => {}
            Some(Some(FailureReason::Unclear)) if crashed => {}
            other => {
                return Err(format!(
                    "{delivery} ended as {other:?}, sent: {}",
                    sent.contains_key(delivery)
                ));
            }
        }
    }
    Ok(())
}
