//! The business of the simulation, and what its channel can do.

use super::world::{INBOX, STAFF};
use frontdesk_core::{
    BusinessId,
    business::{
        Business, EscalationPolicy, GuardrailPolicy, InboxPolicy, Profile, Staff, StaffMember,
    },
    channel::{Capabilities, TextUnit},
};

pub fn capabilities() -> Capabilities {
    Capabilities {
        text_limit: 40,
        text_unit: TextUnit::Chars,
        formatting: false,
        buttons: true,
        edits: true,
        replies: true,
        receipts: false,
        typing: false,
        streaming: false,
        idempotent_send: false,
        attachments: false,
        threads: false,
        webhooks: false,
        listens: true,
    }
}

pub fn business(id: &BusinessId) -> Business {
    let member = StaffMember {
        id: "ana".into(),
        name: "Ana".into(),
        reach: vec![STAFF.parse().unwrap()],
        topics: Vec::new(),
        hours: String::new(),
    };
    let profile = Profile {
        name: "Sim".into(),
        ..Profile::default()
    };
    Business {
        guardrails: GuardrailPolicy {
            messages_per_minute: 10_000,
            ..GuardrailPolicy::default()
        },
        escalation: EscalationPolicy {
            claim_within_s: 60,
            remind_overdue: false,
            ..EscalationPolicy::default()
        },
        staff: vec![Staff {
            member,
            hours: None,
        }],
        inboxes: vec![InboxPolicy {
            name: INBOX.into(),
            quiet_ms: 200,
            max_wait_ms: 600,
            patience_ms: u64::MAX,
        }],
        ..Business::new(id.clone(), profile)
    }
}
