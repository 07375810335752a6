//! What an address brings, and what is left when it parts.

use super::*;
use crate::{
    BusinessId, MessageId,
    event::{ConversationKind, Event, Handling},
};

fn route(value: &str) -> Route {
    Route {
        inbox: "line".into(),
        address: Address::new("sms", value),
    }
}

fn conversation() -> Conversation {
    let customer = CustomerId::new();
    let business = BusinessId::from("harbor");
    let mut conversation = Conversation::empty(business, ConversationId::new(), customer);
    let kind = ConversationKind::Customer;
    tell(
        &mut conversation,
        Event::ConversationOpened { customer, kind },
        Body::Empty,
    );
    conversation
}

fn tell(to: &mut Conversation, event: Event, body: Body) {
    let seq = to.seq + 1;
    to.apply(&Entry {
        seq,
        at: Timestamp(i64::try_from(seq).unwrap()),
        event,
        body,
    });
}

fn says(to: &mut Conversation, from: &Route, text: &str) {
    let event = Event::MessageReceived {
        message: MessageId::new(),
        inbox: from.inbox.clone(),
        handling: Handling::Turn,
        masked: 0,
    };
    let body = Body::said(from.address.clone(), None, text);
    tell(to, event, body);
}

fn learns(to: &mut Conversation, fact: &str) {
    let source = MessageId::new();
    let event = Event::FactRemembered { source };
    tell(to, event, Body::Text(fact.into()));
}

fn texts(of: &Conversation) -> Vec<&str> {
    of.recent.iter().map(|s| &*s.text).collect()
}

#[test]
fn what_an_address_brought_is_taken_out_when_it_parts_and_nothing_else() {
    let (here, there) = (route("1"), route("2"));
    let mut other = conversation();
    says(&mut other, &there, "from there");
    learns(&mut other, "vegan");
    learns(&mut other, "has a dog");
    let before = other.clone();
    let mut own = conversation();
    learns(&mut own, "vegan");
    says(&mut own, &here, "from here");
    let untouched = own.clone();
    let brought = Brought::all_of(&other, vec![there.clone()]);
    let proof = Proof::Code;
    tell(
        &mut own,
        Event::AddressJoined { proof },
        Body::Joined(Box::new(brought)),
    );
    assert_eq!(texts(&own), ["from there", "from here"]);
    assert_eq!(own.facts, ["has a dog", "vegan"]);
    assert!(own.has_address(&there.address) && own.has_address(&here.address));
    says(&mut own, &there, "later, from there");
    assert_eq!(own.route.as_ref(), Some(&there));
    let address = Body::Address(there.address.clone());
    tell(&mut own, Event::AddressParted, address);
    assert_eq!(texts(&own), ["from here"]);
    assert_eq!(own.facts, untouched.facts);
    assert_eq!(own.unanswered, untouched.unanswered);
    assert_eq!(own.route, untouched.route);
    assert!(!own.has_address(&there.address));
    assert_eq!(other, before);
}

#[test]
fn a_newer_code_ends_the_older_ones() {
    let mut own = conversation();
    for (value, code) in [("1", "111111"), ("2", "222222")] {
        let to = route(value);
        let body = Body::Code {
            code: Code(code.into()),
            reply: Reply {
                message: MessageId::new(),
                by: crate::message::Author::System,
                name: None,
                text: code.into(),
                citations: Vec::new(),
                actions: Vec::new(),
            },
            to: to.address,
            parts: vec![code.into()],
        };
        let event = Event::CodeSent {
            inbox: to.inbox,
            deliveries: vec![DeliveryId::new()],
        };
        tell(&mut own, event, body);
    }
    tell(&mut own, Event::CodeTried, Body::Empty);
    let codes: Vec<_> = own
        .identity
        .codes
        .iter()
        .map(|c| (c.over, c.tries))
        .collect();
    assert_eq!(codes, [(true, 0), (false, 1)]);
    assert!(own.recent.is_empty() && own.pending.len() == 2);
    assert!(!format!("{:?}", own.identity).contains("222222"));
}
