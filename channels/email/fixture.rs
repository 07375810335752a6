//! E-mail's part in the conformance suite: no webhooks; its two servers are in `tests.rs`.

use super::plain::plain;
use crate::{Kind, conformance::Fixture, stub::Act};
use bytes::Bytes;
use frontdesk_core::Address;
use http::Request;

pub(crate) const PASSWORD: &str = "correct-horse-battery";
pub(crate) const SMTP_PASSWORD: &str = "staple-for-sending";

/// One mailbox.
pub(crate) struct EmailFixture;

impl Fixture for EmailFixture {
    fn kind(&self) -> &'static Kind {
        &super::KIND
    }

    fn settings(&self, _api_url: &str) -> String {
        format!(
            "imap_host = 'imap.harbor.example'\nsmtp_host = 'smtp.harbor.example'\naddress = 'desk@harbor.example'\n\
             password = '{PASSWORD}'\nsmtp_password = '{SMTP_PASSWORD}'"
        )
    }

    fn readme(&self) -> &'static str {
        include_str!("README.md")
    }

    fn secrets(&self) -> Vec<String> {
        vec![PASSWORD.into(), SMTP_PASSWORD.into()]
    }

    fn customer(&self) -> Address {
        Address::new(super::KIND.name, "maria@example.org")
    }

    fn shown(&self, part: &str) -> String {
        plain(part)
    }

    fn genuine(&self) -> Vec<Request<Bytes>> {
        Vec::new()
    }

    fn forged(&self) -> Vec<Request<Bytes>> {
        Vec::new()
    }

    fn answers(&self) -> Option<[Act; 4]> {
        // Its provider speaks no HTTP.
        None
    }
}
