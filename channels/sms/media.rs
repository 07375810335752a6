//! Files: which came with a message, how they are fetched from Twilio, and which can go out as MMS or on WhatsApp. What
//! cannot go out is sent as a link.

use super::{
    Sms,
    address::{is_short_code, is_whatsapp},
};
use crate::{
    http_client::{Broken, body_up_to},
    limits,
    settings::is_loopback,
};
use bytes::Bytes;
use frontdesk_core::{
    Error, ErrorKind,
    message::{Attachment, AttachmentContent, Media},
};
use http::header::LOCATION;
use reqwest::Response;
use url::Url;

const FETCHING: &str = "fetching a file of an SMS";

/// A file of an inbound message: the `n`th from 0, of this media type, at this address.
pub(super) fn attachment(n: usize, stated: &str, url: &str) -> Attachment {
    let media_type = stated.split(';').next().unwrap_or_default();
    let media_type = media_type.trim().to_ascii_lowercase();
    let word = match media_type.split('/').next().unwrap_or_default() {
        "image" => "picture",
        "video" => "video",
        "audio" => "voice",
        _ if media_type.contains("vcard") => "contact",
        _ => "file",
    };
    let ending = match media_type.as_str() {
        "image/jpeg" | "image/jpg" => ".jpg",
        "image/png" => ".png",
        "image/gif" => ".gif",
        "image/webp" => ".webp",
        "image/heic" => ".heic",
        "video/mp4" => ".mp4",
        "video/3gpp" => ".3gp",
        "audio/ogg" => ".ogg",
        "audio/amr" => ".amr",
        "audio/mpeg" => ".mp3",
        "audio/mp4" => ".m4a",
        "application/pdf" => ".pdf",
        "text/plain" => ".txt",
        _ if media_type.contains("vcard") => ".vcf",
        _ => "",
    };
    Attachment {
        name: format!("{word}-{}{ending}", n + 1),
        media_type: if media_type.is_empty() {
            "application/octet-stream".into()
        } else {
            media_type
        },
        size: None,
        content: AttachmentContent::At(url.to_owned()),
    }
}

/// Who is asked for a file.
#[derive(Debug, PartialEq, Eq)]
enum Source {
    /// Twilio, which wants to know who asks.
    Account,
    /// Another server, which must not.
    Anyone,
}

impl Sms {
    /// Gets a file from Twilio, which as a rule points to where it keeps files: that is followed once, without the token.
    pub(super) async fn fetch_media(&self, reference: &str) -> Result<Bytes, Error> {
        let wrong =
            || Error::new(ErrorKind::Invalid, FETCHING).with("address", "not one of Twilio");
        let url = Url::parse(reference).map_err(|_| wrong())?;
        let source = source(&url, &self.settings.api_url).ok_or_else(wrong)?;
        let answer = self.get(url.clone(), source).await?;
        if !answer.status().is_redirection() {
            return content(answer).await;
        }
        let target = answer.headers().get(LOCATION);
        let target = target.and_then(|l| l.to_str().ok());
        let target = target.and_then(|l| url.join(l).ok()).ok_or_else(wrong)?;
        let local = is_loopback(&url) && is_loopback(&target);
        if target.scheme() != "https" && !local {
            return Err(wrong());
        }
        content(self.get(target, Source::Anyone).await?).await
    }

    async fn get(&self, url: Url, source: Source) -> Result<Response, Error> {
        let mut request = self.client.get(url).timeout(limits::FILE_TIMEOUT);
        if source == Source::Account {
            let token = self.settings.auth_token.reveal();
            request = request.basic_auth(&self.settings.account_sid, Some(token));
        }
        let sent = request.send().await;
        sent.map_err(|e| Broken::of(e, FETCHING).into_error())
    }

    /// Which files go out as files, and which as links.
    pub(super) fn sorted<'a>(
        &self,
        to: &str,
        media: &'a [Media],
    ) -> (Vec<&'a Media>, Vec<&'a Media>) {
        let mut room = Room::of(to, self.settings.from.as_deref());
        if !self.reachable() {
            room.files = 0;
        }
        media.iter().partition(|m| room.takes(m))
    }
}

/// Who must be asked for a file at `url`; `None` where nobody is: the address did not come from Twilio.
fn source(url: &Url, api_url: &str) -> Option<Source> {
    let api = Url::parse(api_url).ok()?;
    if url.origin() == api.origin() {
        return Some(Source::Account);
    }
    let host = url.host_str()?;
    let twilio = host == "twilio.com" || host.ends_with(".twilio.com");
    match url.scheme() {
        "https" if twilio => Some(Source::Account),
        "https" if host.ends_with(".twiliocdn.com") => Some(Source::Anyone),
        // A test server may keep its files on another port.
        "http" if is_loopback(url) && is_loopback(&api) => Some(Source::Anyone),
        _ => None,
    }
}

async fn content(answer: Response) -> Result<Bytes, Error> {
    let status = answer.status().as_u16();
    let kind = match status {
        200..300 => {
            let most = frontdesk_core::limits::ATTACHMENT_BYTES;
            let body = body_up_to(answer, most, FETCHING).await;
            return body.map(Bytes::from).map_err(Broken::into_error);
        }
        404 | 410 => ErrorKind::NotFound,
        401 | 403 => ErrorKind::Unauthorized,
        _ => ErrorKind::Unavailable,
    };
    Err(Error::new(kind, FETCHING).with("status", status))
}

/// What still fits into one message.
/// <https://www.twilio.com/docs/messaging/guides/accepted-mime-types>
struct Room {
    types: &'static [&'static str],
    bytes: usize,
    files: usize,
}

/// What carriers take without changing it, and what this server hands out as what it is.
const MMS_TYPES: &[&str] = &["image/jpeg", "image/png", "image/gif"];

const WHATSAPP_TYPES: &[&str] = &["image/jpeg", "image/png", "application/pdf", "audio/ogg"];

impl Room {
    /// MMS exists within the United States and Canada alone; WhatsApp takes one file a message.
    fn of(to: &str, from: Option<&str>) -> Self {
        if is_whatsapp(to) {
            return Self {
                types: WHATSAPP_TYPES,
                bytes: limits::WHATSAPP_FILE_BYTES,
                files: 1,
            };
        }
        let here = from.is_none_or(|from| from.starts_with("+1") || is_short_code(from));
        let files = if here && to.starts_with("+1") {
            limits::MMS_FILES
        } else {
            0
        };
        Self {
            types: MMS_TYPES,
            bytes: limits::MMS_BYTES,
            files,
        }
    }

    fn takes(&mut self, media: &Media) -> bool {
        let size = media.content.len();
        let fits =
            self.files > 0 && size <= self.bytes && self.types.contains(&media.media_type.as_str());
        if fits {
            self.files -= 1;
            self.bytes -= size;
        }
        fits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn media(media_type: &str, size: usize) -> Media {
        Media {
            name: "x".into(),
            media_type: media_type.into(),
            url: "https://desk.example/files/x".into(),
            content: Bytes::from(vec![0; size]),
        }
    }

    fn taken(to: &str, from: Option<&str>, media: &[Media]) -> Vec<bool> {
        let mut room = Room::of(to, from);
        media.iter().map(|m| room.takes(m)).collect()
    }

    #[test]
    fn pictures_go_as_mms_within_america_and_everything_else_as_a_link() {
        let mixed = [
            media("image/png", 9),
            media("application/pdf", 9),
            media("image/jpeg", 9),
        ];
        assert_eq!(
            taken("+15550123", Some("+15550100"), &mixed),
            [true, false, true]
        );
        assert_eq!(taken("+15550123", None, &mixed), [true, false, true]);
        assert_eq!(
            taken("+442079460123", Some("+15550100"), &mixed),
            [false; 3]
        );
        assert_eq!(
            taken("+15550123", Some("+442079460100"), &mixed),
            [false; 3]
        );
        let large = [media("image/png", 3 << 20), media("image/png", 3 << 20)];
        assert_eq!(taken("+15550123", None, &large), [true, false]);
    }

    #[test]
    fn whatsapp_takes_one_file_and_documents() {
        let two = [media("application/pdf", 4 << 20), media("image/png", 9)];
        assert_eq!(taken("whatsapp:+442079460123", None, &two), [true, false]);
    }

    #[test]
    fn the_token_is_shown_to_twilio_alone() {
        let source = |url: &str, api: &str| source(&url.parse().unwrap(), api);
        let api = "https://api.twilio.com";
        assert_eq!(
            source("https://api.twilio.com/2010/Media/ME1", api),
            Some(Source::Account)
        );
        assert_eq!(
            source("https://api.dublin.ie1.twilio.com/x", api),
            Some(Source::Account)
        );
        assert_eq!(
            source("https://media.twiliocdn.com/x", api),
            Some(Source::Anyone)
        );
        for other in [
            "http://api.twilio.com/x",
            "https://eviltwilio.com/x",
            "https://twilio.com.evil.example/x",
            "http://127.0.0.1:80/x",
            "file:///etc/passwd",
        ] {
            assert_eq!(source(other, api), None, "{other}");
        }
        let local = "http://127.0.0.1:4010";
        assert_eq!(
            source("http://127.0.0.1:4010/Media/ME1", local),
            Some(Source::Account)
        );
        assert_eq!(
            source("http://127.0.0.1:4011/a.png", local),
            Some(Source::Anyone)
        );
    }

    #[test]
    fn a_file_is_named_by_what_it_is() {
        let named = |stated| attachment(0, stated, "https://x").name;
        assert_eq!(named("image/jpeg"), "picture-1.jpg");
        assert_eq!(named("audio/ogg; codecs=opus"), "voice-1.ogg");
        assert_eq!(named("text/x-vcard"), "contact-1.vcf");
        assert_eq!(named("application/x-thing"), "file-1");
        assert_eq!(
            attachment(1, "Audio/OGG; codecs=opus", "x").media_type,
            "audio/ogg"
        );
    }
}
