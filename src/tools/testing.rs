//! A business to test the tools with, at a moment.

use crate::{
    hours::{OpeningHours, opening},
    menu::Menu,
};
use async_trait::async_trait;
use chrono::NaiveDateTime;
use chrono_tz::America::New_York;
use frontdesk_core::{
    ConversationId, CustomerId, Error, MessageId,
    business::{Business, Profile},
    retrieval::{Found, Passage, Retriever},
    tool::{Identity, ToolContext},
};
use std::sync::Arc;

/// The hours of the sample business.
pub(crate) const HOURS: &str = "Su 10:00-21:00; easter 10:00-16:00; Tu-Th 11:30-21:30; Fr 11:30-23:00, Sa 11:30-00:30; \
     PH 10:00-21:00; Oct Mo[2] 10:00-21:00; Jul 04 10:00-24:00; Nov Th[4] off; Dec 24 11:30-16:00; Dec 25 off; \
     Jan 01 off, Dec 31 11:30-01:00; 2027 Jan 04-2027 Jan 14 off; 2027 May 11 16:00-21:30";

const MENU: &str = include_str!("../../knowledge/harbor-bistro/menu.json");

pub(crate) fn menu() -> Menu {
    Menu::parse(MENU).unwrap()
}

/// A turn of a customer at a local time.
pub(crate) fn context(at: &str, question: &str) -> ToolContext {
    ToolContext {
        question: question.into(),
        ..context_with_hours(at, HOURS)
    }
}

pub(crate) fn context_with_hours(at: &str, hours: &str) -> ToolContext {
    let local = NaiveDateTime::parse_from_str(at, "%Y-%m-%dT%H:%M").unwrap();
    let hours = OpeningHours::parse(hours, New_York, Some("US")).unwrap();
    let profile = Profile {
        name: "Harbor Bistro".into(),
        timezone: "America/New_York".into(),
        country: "US".into(),
        currency: "USD".into(),
        locale: "en".into(),
        ..Profile::default()
    };
    ToolContext {
        business: Arc::new(Business {
            hours: Some(Arc::new(hours)),
            ..Business::new("harbor-bistro".into(), profile)
        }),
        retriever: Arc::new(Parking),
        customer: CustomerId::new(),
        identity: Identity::default(),
        conversation: ConversationId::new(),
        answers: MessageId::new(),
        now: opening(New_York, local),
        question: String::new(),
    }
}

/// Knows about parking alone.
struct Parking;

#[async_trait]
impl Retriever for Parking {
    async fn retrieve(&self, query: &str, _: usize) -> Result<Found, Error> {
        if !query.contains("parking") {
            return Ok(Found::default());
        }
        Ok(Found {
            passages: vec![Passage {
                id: "parking.md#1".into(),
                article: "parking.md".into(),
                title: "Parking".into(),
                headings: Vec::new(),
                source: String::new(),
                question: None,
                text: "Parking is free.".into(),
                score: 1.0,
            }],
            confident: true,
            confidence: 1.0,
            vector: None,
        })
    }
}
