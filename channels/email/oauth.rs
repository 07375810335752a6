//! Tokens in the place of a password (OAuth 2.0, RFC 6749), for providers that take no password over IMAP: Microsoft 365.

use super::settings::Settings;
use crate::http_client::{self, Broken};
use frontdesk_core::{Error, ErrorKind, Secret};
use reqwest::Client;
use serde::Deserialize;
use std::sync::{Mutex, PoisonError};
use tokio::time::{Duration, Instant};

const ASKING: &str = "asking for a token for the mailbox";

/// A token is replaced this long before its end, so that no mail meets one that ends while it is handed over.
const EARLY: Duration = Duration::from_secs(120);

/// What an inbox signs in with.
pub(super) struct Keys {
    client: Option<Client>,
    /// The last token and when it is to be replaced.
    token: Mutex<Option<(Secret, Instant)>>,
    /// The provider may give a new one with each token.
    refresh: Mutex<Option<Secret>>,
}

/// What one of the two servers is told.
pub(super) enum Key {
    /// A password.
    Password(Secret),
    /// A token.
    Token(Secret),
}

#[derive(Deserialize)]
struct Answer {
    access_token: Secret,
    #[serde(default)]
    expires_in: Option<u64>,
    #[serde(default)]
    refresh_token: Option<Secret>,
}

impl Keys {
    /// No token is asked for yet.
    ///
    /// # Errors
    /// If the machine gives no TLS roots.
    pub(super) fn new(settings: &Settings) -> Result<Self, Error> {
        let client = settings.has_tokens().then(http_client::client);
        Ok(Self {
            client: client.transpose()?,
            token: Mutex::default(),
            refresh: Mutex::default(),
        })
    }

    /// What signs in now, with this password where no tokens are used.
    ///
    /// # Errors
    /// If the provider gives no token.
    pub(super) async fn get(&self, settings: &Settings, password: &Secret) -> Result<Key, Error> {
        let Some(client) = &self.client else {
            return Ok(Key::Password(password.clone()));
        };
        let kept = self
            .token
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        if let Some((token, until)) = kept
            && Instant::now() < until
        {
            return Ok(Key::Token(token));
        }
        let answer = self.ask(client, settings).await?;
        let life = Duration::from_secs(answer.expires_in.unwrap_or(3_600)).saturating_sub(EARLY);
        let kept = (answer.access_token.clone(), Instant::now() + life);
        *self.token.lock().unwrap_or_else(PoisonError::into_inner) = Some(kept);
        if let Some(refresh) = answer.refresh_token {
            *self.refresh.lock().unwrap_or_else(PoisonError::into_inner) = Some(refresh);
        }
        Ok(Key::Token(answer.access_token))
    }

    /// Forgets a token that a server did not take.
    pub(super) fn forget(&self) {
        *self.token.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    async fn ask(&self, client: &Client, settings: &Settings) -> Result<Answer, Error> {
        let newest = self
            .refresh
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let refresh = newest.unwrap_or_else(|| settings.token_refresh.clone());
        let mut form = vec![
            ("client_id", settings.token_client_id.as_str()),
            ("client_secret", settings.token_client_secret.reveal()),
            ("scope", settings.token_scope.as_str()),
        ];
        if refresh.is_empty() {
            form.push(("grant_type", "client_credentials"));
        } else {
            form.push(("grant_type", "refresh_token"));
            form.push(("refresh_token", refresh.reveal()));
        }
        let asked = client.post(&settings.token_url).form(&form).send().await;
        let answer = asked.map_err(|e| Broken::of(e, ASKING).into_error())?;
        let status = answer.status();
        let body = http_client::body(answer, ASKING).await;
        let body = body.map_err(Broken::into_error)?;
        if status.is_success() {
            // The library's own words for what it cannot read would quote the token.
            return serde_json::from_slice(&body).map_err(|_| {
                Error::new(ErrorKind::Unavailable, ASKING).with("answer", "no token")
            });
        }
        let said: serde_json::Value = serde_json::from_slice(&body).unwrap_or_default();
        let words = said.get("error_description").or(said.get("error"));
        let words = words.and_then(serde_json::Value::as_str).unwrap_or("");
        let kind = if status.is_client_error() {
            ErrorKind::Unauthorized
        } else {
            ErrorKind::Unavailable
        };
        Err(Error::new(kind, ASKING)
            .with("status", status.as_u16())
            .with("server", super::words(words))
            .with(
                "mend",
                "check token_url, token_client_id, token_client_secret and token_scope",
            ))
    }
}

/// What a token is wrapped into for IMAP's and SMTP's XOAUTH2.
pub(super) struct Bearer<'a> {
    pub(super) user: &'a str,
    pub(super) token: &'a Secret,
}

impl async_imap::Authenticator for Bearer<'_> {
    type Response = String;

    fn process(&mut self, challenge: &[u8]) -> String {
        if !challenge.is_empty() {
            // The server said why not; an empty answer lets it end the attempt.
            return String::new();
        }
        format!(
            "user={}\x01auth=Bearer {}\x01\x01",
            self.user,
            self.token.reveal()
        )
    }
}
