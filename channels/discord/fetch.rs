//! Fetching the files of messages: from Discord's own hosts and nowhere else, since the link came from outside.

use super::{Discord, api::Call};
use bytes::Bytes;
use frontdesk_core::{Error, ErrorKind, limits::ATTACHMENT_BYTES};
use serde_json::json;
use url::Url;

const FETCHING: &str = "fetching a file from Discord";

/// Where Discord keeps the files of messages.
const HOSTS: [&str; 2] = ["cdn.discordapp.com", "media.discordapp.net"];

impl Discord {
    pub(super) async fn fetch_file(&self, reference: &str) -> Result<Bytes, Error> {
        let file = self.trusted(reference)?;
        if let Some(content) = self.api.file(file, ATTACHMENT_BYTES, FETCHING).await? {
            return Ok(content);
        }
        // Links expire after a day; Discord signs them anew.
        let gone = || Error::new(ErrorKind::NotFound, FETCHING);
        let body = json!({ "attachment_urls": [reference] });
        let call = Call::post("/attachments/refresh-urls".into(), body);
        let answer = self.api.call(&call, FETCHING).await;
        let answer = answer.map_err(|e| e.into_error(FETCHING))?;
        let fresh = answer["refreshed_urls"][0]["refreshed"].as_str();
        let fresh = fresh.filter(|link| *link != reference).ok_or_else(gone)?;
        let file = self.trusted(fresh)?;
        let content = self.api.file(file, ATTACHMENT_BYTES, FETCHING).await?;
        content.ok_or_else(gone)
    }

    /// The link, if it leads to Discord or to the configured server.
    pub(super) fn trusted(&self, reference: &str) -> Result<Url, Error> {
        let wrong = || Error::new(ErrorKind::NotFound, FETCHING).with("link", "not one of Discord");
        let url = Url::parse(reference).map_err(|_| wrong())?;
        let discord = url.scheme() == "https"
            && url.port().is_none()
            && url.host_str().is_some_and(|host| HOSTS.contains(&host));
        let own = Url::parse(self.api.base()).is_ok_and(|api| api.origin() == url.origin());
        if discord || own {
            Ok(url)
        } else {
            Err(wrong())
        }
    }
}
