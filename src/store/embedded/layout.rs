//! What is on disk stays readable: tests that notice when a change of the words in core changes the layout.

use super::records::*;
use frontdesk_core::{
    Address, BusinessId, Conversation, ConversationId, CustomerId, DeliveryId, EscalationId,
    InboxName, MessageId, Owner, ProviderId, Route, StaffId, Timestamp, TurnId,
    conversation::{
        Card, Case, Challenge, Change, Code, Identity, Joined, Pending, Proposal, Purpose,
        Replaced, ReplyFate, Rerouted, Said, Served, Spending,
    },
    event::{ConversationKind, Event, FailureReason, Outcome, Topic},
    message::{Action, Author, Citation, File, FileAt, Proof, Reply, Thread},
    store::{Blob, Revision},
    tool::Wrote,
};
use std::sync::Arc;

fn route() -> Route {
    Route {
        inbox: InboxName::from("front"),
        address: Address::new("sms", "+15550123"),
    }
}

fn reply() -> Reply {
    Reply {
        message: MessageId::from_bytes([3; 16]),
        by: Author::Staff(StaffId::from("ana")),
        name: Some("Ana".into()),
        text: "Yes".into(),
        citations: vec![Citation {
            n: 1,
            article: "menu.md".into(),
            title: "Menu".into(),
            source: "https://harbor.example".into(),
            quote: "vegan".into(),
        }],
        actions: vec![Action {
            label: "Book".into(),
            send: "book".into(),
        }],
    }
}

fn file() -> File {
    File {
        name: "menu.pdf".into(),
        media_type: "application/pdf".into(),
        size: 10,
        at: FileAt::Kept(Blob {
            id: [5; 16],
            key: [6; 32],
        }),
    }
}

fn case() -> Case {
    Case {
        id: EscalationId::from_bytes([4; 16]),
        number: 7,
        topic: Topic::Refund,
        reason: "money".into(),
        opened: Timestamp(5),
        claimed_by: Some("ana".into()),
        exhausted: true,
        resolved_by: Some("ben".into()),
        cards: vec![Card {
            staff: "ana".into(),
            route: route(),
            provider_id: Some(ProviderId("9".into())),
            until: Timestamp(6),
            passed_on: true,
            failed: false,
        }],
        last_reply: Some(ReplyFate {
            message: MessageId::from_bytes([3; 16]),
            staff: "ana".into(),
            deliveries: vec![DeliveryId::from_bytes([8; 16])],
            open: vec![DeliveryId::from_bytes([8; 16])],
            failed: Some(FailureReason::Unclear),
        }),
        draft: Some(Arc::new(Proposal {
            turn: TurnId::from_bytes([6; 16]),
            outcome: Outcome::Answered,
            number: 2,
            reply: reply(),
        })),
        drafts: 2,
        approved: true,
        about: vec![(Topic::Refund, Timestamp(5))],
        asked_from: 1,
        acknowledged: true,
        replaced: Some(Box::new(Replaced {
            id: EscalationId::from_bytes([9; 16]),
            number: 6,
            cards: Vec::new(),
        })),
    }
}

fn change() -> Change {
    Change {
        tool: "refund".into(),
        arguments: "{}".into(),
        output: "done".into(),
        wrote: Wrote::Unclear,
        after: MessageId::from_bytes([3; 16]),
    }
}

/// A conversation with something in every field. No `..`: a new field is to be noticed here.
fn conversation() -> Conversation {
    Conversation {
        id: ConversationId::from_bytes([1; 16]),
        business: "harbor-bistro".into(),
        customer: CustomerId::from_bytes([2; 16]),
        kind: ConversationKind::Staff("ana".into()),
        seq: 9,
        revision: Revision(8),
        owner: Owner::Staff("ana".into()),
        route: Some(route()),
        name: Some("Zoe".into()),
        unanswered_since: Some(Timestamp(4)),
        unanswered: vec![MessageId::from_bytes([3; 16])],
        recent: [Said {
            seq: 2,
            message: MessageId::from_bytes([3; 16]),
            by: Author::Customer,
            text: "vegan?".into(),
            at: Timestamp(4),
            kept_only: false,
            files: vec![file()],
            with: Some(Address::new("sms", "+15550123")),
            of: Some(ConversationId::from_bytes([7; 16])),
        }]
        .into(),
        case: Some(case()),
        opted_out: vec![Address::new("sms", "+15550123")],
        undeliverable: vec![Address::new("email", "a@b.example")],
        threads: vec![(
            Address::new("email", "a@b.example"),
            Thread {
                message: ProviderId("m@b.example".into()),
                references: vec![ProviderId("l@b.example".into())],
                subject: "Lunch".into(),
            },
        )],
        facts: vec!["vegan".into()],
        pending: vec![Pending {
            delivery: DeliveryId::from_bytes([8; 16]),
            seq: 9,
            reply: Arc::new(reply()),
            part: "Yes".into(),
            index: 0,
            route: route(),
            attempted: true,
            purpose: Purpose::Fallback,
            files: vec![file()],
        }],
        unhelped: 1,
        last_outcome: Some(Outcome::Unknown),
        identity: identity(),
        rerouted: Some(Rerouted {
            from: route(),
            to: route(),
            why: Some(FailureReason::Exhausted),
            at: Timestamp(7),
        }),
        spending: Spending {
            conversation_micros: 5,
            hours: vec![(Timestamp(0), 5)],
        },
        served: Some(Served {
            arm: "b".into(),
            version: "1f".into(),
            bad: true,
        }),
        changes: vec![change()],
    }
}

fn identity() -> Identity {
    Identity {
        origin: Some(route()),
        joined: vec![Joined {
            routes: vec![route()],
            from: Some((
                ConversationId::from_bytes([7; 16]),
                CustomerId::from_bytes([9; 16]),
            )),
            proof: Proof::Code,
            at: Timestamp(3),
            facts: vec!["vegan".into()],
            name: Some("Zoe".into()),
        }],
        codes: vec![Challenge {
            to: route(),
            code: Code("123456".into()),
            at: Timestamp(2),
            tries: 1,
            over: false,
        }],
        invite: Some((Code("token".into()), Timestamp(1))),
    }
}

fn digest(bytes: &[u8]) -> u64 {
    // FNV-1a: the same on every machine and for ever.
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[test]
fn a_changed_conversation_has_a_new_snapshot_format() {
    let bytes = encode(&conversation());
    assert_eq!(
        postcard::from_bytes::<Conversation>(&bytes).unwrap(),
        conversation()
    );
    assert_eq!(
        (SNAPSHOT, digest(&bytes)),
        (7, 11_506_177_460_118_558_201),
        "the layout of snapshots changed: raise SNAPSHOT, then write its new digest here"
    );
}

#[test]
fn old_journals_are_read_as_they_were_written() {
    // Variants are numbered by their place; these were written once and must keep their meaning.
    let events = [
        Event::OwnerChanged {
            owner: Owner::Queue,
        },
        Event::OptedOut,
        Event::TurnSkipped {
            turn: TurnId::from_bytes([6; 16]),
        },
    ];
    let numbers: Vec<u8> = events.iter().map(|e| encode(e)[0]).collect();
    assert_eq!(numbers, [10, 20, 25]);
}

#[test]
fn businesses_do_not_share_keys() {
    let id = ConversationId::from_bytes([1; 16]);
    let (short, long) = (BusinessId::from("a"), BusinessId::from("ab"));
    assert!(!journal_of(&long, id).starts_with(&journals_of(&short)));
    let at = journal_at(&journal_of(&short, id), 258);
    assert_eq!(seq_of(&at), Some(258));
    assert_eq!(conversation_of(&journals_of(&short), &at), Some(id));
    assert_eq!(conversation_of(&journals_of(&long), &at), None);
}
