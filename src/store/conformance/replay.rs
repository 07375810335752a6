//! The journal is the truth: whatever happened, the state is what the journal replays to.

use super::{commits::journal_of, *};
use frontdesk_core::{
    Conversation, EscalationId, Owner, ProviderId, Route, TurnId,
    event::{FailureReason, Outcome, Topic},
    message::{Author, Reply},
};
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, TestRunner},
};

const RUNS: usize = 12;
const COMMITS: usize = 90;

/// Steps of a conversation: each is one commit of some events.
fn steps() -> impl Strategy<Value = Vec<Vec<Draft>>> {
    let deliveries: Vec<DeliveryId> = (0..6).map(|_| DeliveryId::new()).collect();
    let case = EscalationId::new();
    let delivery = proptest::sample::select(deliveries);
    let draft = prop_oneof![
        4 => "[a-zé ]{0,200}".prop_map(|text| said(&text)),
        4 => ("[a-z ]{0,80}", delivery.clone()).prop_map(|(text, d)| written(&text, d)),
        2 => delivery.clone().prop_map(|delivery| Event::DeliveryAttempted { delivery }.into()),
        3 => delivery.clone().prop_map(sent),
        1 => delivery.prop_map(|delivery| {
            Event::DeliveryFailed { delivery, why: FailureReason::Unclear }.into()
        }),
        1 => (1..9u32).prop_map(move |number| {
            let event = Event::Escalated { case, number, topic: Topic::Refund };
            event.with(Body::Text("wants money back".into()))
        }),
        1 => Just(Event::OwnerChanged { owner: Owner::Staff("ana".into()) }.into()),
        1 => Just(offered(case)),
        1 => Just(Event::CaseResolved { case, staff: "ana".into() }.into()),
        1 => Just(Event::OptedOut.with(Body::Address(Address::new("sms", "+15550123")))),
        1 => Just(Event::OptedIn.with(Body::Address(Address::new("sms", "+15550123")))),
        1 => "[a-z]{0,3}".prop_map(|fact| {
            let source = MessageId::from_bytes([7; 16]);
            Event::FactRemembered { source }.with(Body::Text(fact))
        }),
        1 => Just(Event::TurnSkipped { turn: TurnId::from_bytes([9; 16]) }.into()),
    ];
    prop::collection::vec(prop::collection::vec(draft, 1..4), COMMITS)
}

fn written(text: &str, delivery: DeliveryId) -> Draft {
    let message = MessageId::new();
    let reply = Reply {
        message,
        by: Author::Assistant,
        name: None,
        text: text.into(),
        citations: Vec::new(),
        actions: Vec::new(),
    };
    Event::MessageWritten {
        message,
        by: Author::Assistant,
        inbox: "front".into(),
        turn: None,
        deliveries: vec![delivery],
        despite_opt_out: false,
        outcome: Outcome::Answered,
    }
    .with(Body::Written {
        reply,
        to: Address::new("sms", "+15550123"),
        parts: vec![text.into()],
        files: Vec::new(),
    })
}

fn sent(delivery: DeliveryId) -> Draft {
    Event::DeliverySent {
        delivery,
        provider_id: Some(ProviderId("SM1".into())),
        units: 2,
    }
    .into()
}

fn offered(case: EscalationId) -> Draft {
    Event::CaseOffered {
        case,
        staff: "ana".into(),
        route: Route {
            inbox: "staff".into(),
            address: Address::new("telegram", "1001"),
        },
        until: at(60_000),
    }
    .into()
}

pub(crate) async fn a_state_is_what_its_journal_replays_to<S: Subject>(s: S) {
    let mut s = s;
    let mut runner = TestRunner::new(Config::default());
    for _ in 0..RUNS {
        let steps = steps().new_tree(&mut runner).unwrap().current();
        let thread = Thread::new();
        let mut drafts = vec![thread.opened()];
        done(s.store(), thread.opening("hello")).await;
        let mut last = None;
        for events in steps {
            drafts.extend(events.iter().cloned());
            let mut commit = thread.commit(Expect::Any);
            commit.events = events;
            last = Some(done(s.store(), commit).await.state);
        }
        replays(&s, &thread, last.as_deref()).await;
        let journal = journal_of(&s, &thread).await;
        let bodies = drafts.iter().skip(1).map(|d| &d.body);
        assert!(journal.iter().skip(2).map(|e| &e.body).eq(bodies));
        s = s.reopen().await;
        replays(&s, &thread, last.as_deref()).await;
    }
}

async fn replays(s: &impl Subject, thread: &Thread, last: Option<&Conversation>) {
    let mut replayed = Conversation::empty(
        thread.business.clone(),
        thread.conversation,
        thread.customer,
    );
    journal_of(s, thread)
        .await
        .iter()
        .for_each(|e| replayed.apply(e));
    let loaded = s
        .store()
        .load(&thread.business, thread.conversation)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(*loaded, replayed);
    assert_eq!(last, Some(&replayed));
}
