//! The web chat's part in the conformance suite: no provider, no webhooks, no secrets.

use super::session::Session;
use crate::{Kind, conformance::Fixture, stub::Act};
use bytes::Bytes;
use frontdesk_core::Address;
use http::Request;

/// The web chat's traffic: none but frames, which `tests.rs` has.
pub(crate) struct WebchatFixture;

impl Fixture for WebchatFixture {
    fn kind(&self) -> &'static Kind {
        &super::KIND
    }

    fn settings(&self, _api_url: &str) -> String {
        "allowed_origins = ['https://www.harbor.example']".into()
    }

    fn readme(&self) -> &'static str {
        include_str!("README.md")
    }

    fn secrets(&self) -> Vec<String> {
        Vec::new()
    }

    fn customer(&self) -> Address {
        Session::new().visitor.address()
    }

    fn shown(&self, part: &str) -> String {
        part.to_owned()
    }

    fn genuine(&self) -> Vec<Request<Bytes>> {
        Vec::new()
    }

    fn forged(&self) -> Vec<Request<Bytes>> {
        Vec::new()
    }

    fn answers(&self) -> Option<[Act; 4]> {
        None
    }
}
