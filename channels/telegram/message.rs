//! One message as Telegram tells it, read by the few fields that are needed: what Telegram adds or leaves out elsewhere in it
//! does not matter. <https://core.telegram.org/bots/api#message>

use super::place::{Place, id};
use frontdesk_core::ProviderId;
use serde_json::Value;
use std::ops::Range;

/// A message.
#[derive(Clone, Copy)]
pub(super) struct Message<'a>(pub(super) &'a Value);

/// Who the bot is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Me<'a> {
    pub(super) id: i64,
    /// Without the `@`, where it is known.
    pub(super) username: Option<&'a str>,
}

impl<'a> Message<'a> {
    /// A field that is a text.
    pub(super) fn text_at(self, key: &str) -> Option<&'a str> {
        self.0.get(key)?.as_str()
    }

    /// Its number in its chat.
    pub(super) fn number(self) -> Option<i64> {
        self.0.get("message_id")?.as_i64()
    }

    /// Who wrote it, and where; `None` for channels, bots and whoever hides behind a group.
    pub(super) fn place(self) -> Option<Place> {
        let chat = self.0.get("chat")?;
        let from = self.0.get("from")?;
        if from.get("is_bot").and_then(Value::as_bool) == Some(true) {
            return None;
        }
        let kind = chat.get("type")?.as_str()?;
        let (person, chat) = (from.get("id")?.as_i64()?, chat.get("id")?.as_i64()?);
        match kind {
            "private" => Some(Place {
                person,
                chat: person,
            }),
            "group" | "supergroup" => Some(Place { person, chat }),
            _ => None,
        }
    }

    /// The name the sender goes by.
    pub(super) fn name(self) -> Option<String> {
        name(self.0.get("from")?)
    }

    /// The message that it answers.
    pub(super) fn answers(self) -> Option<ProviderId> {
        let chat = self.0.get("chat")?.get("id")?.as_i64()?;
        let to = self.0.get("reply_to_message")?;
        Some(id(chat, to.get("message_id")?.as_i64()?))
    }

    fn answers_bot(self, me: Me<'_>) -> bool {
        let from = self.0.pointer("/reply_to_message/from/id");
        from.and_then(Value::as_i64) == Some(me.id)
    }

    /// What was written, or what stands under a file.
    pub(super) fn words(self) -> Option<&'a str> {
        self.text_at("text").or_else(|| self.text_at("caption"))
    }

    /// The words, if they are for the bot: in a private chat all, in a group those that name it (the name is left out) or
    /// answer it.
    pub(super) fn words_for(self, me: Me<'_>, place: Place) -> Option<String> {
        let words = self.words().unwrap_or("");
        let named = self.mentions(words, me);
        if place.is_group() && named.is_empty() && !self.answers_bot(me) {
            return None;
        }
        let mut left = words.to_owned();
        for range in named.into_iter().rev() {
            left.replace_range(range, "");
        }
        let left = left.trim().trim_start_matches([',', ':']).trim();
        Some(if place.is_group() {
            left.to_owned()
        } else {
            words.to_owned()
        })
    }

    /// Where the words name the bot, in their order.
    fn mentions(self, words: &str, me: Me<'_>) -> Vec<Range<usize>> {
        let key = if self.0.get("text").is_some() {
            "entities"
        } else {
            "caption_entities"
        };
        let entities = self.0.get(key).and_then(Value::as_array);
        let named = |entity: &Value| {
            let at = |key: &str| usize::try_from(entity.get(key)?.as_u64()?).ok();
            let range = bytes_of(words, at("offset")?, at("length")?)?;
            let shown = words.get(range.clone())?;
            let is_me = |name: &str| me.username.is_some_and(|me| me.eq_ignore_ascii_case(name));
            match entity.get("type")?.as_str()? {
                "mention" => is_me(shown.strip_prefix('@')?).then_some(range),
                "bot_command" => {
                    let (command, name) = shown.split_once('@')?;
                    is_me(name).then(|| range.start + command.len()..range.end)
                }
                "text_mention" => {
                    let id = entity.pointer("/user/id")?.as_i64()?;
                    (id == me.id).then_some(range)
                }
                _ => None,
            }
        };
        let mut ranges: Vec<Range<usize>> =
            entities.into_iter().flatten().filter_map(named).collect();
        ranges.sort_by_key(|r| r.start);
        ranges.dedup_by(|b, a| b.start < a.end);
        ranges
    }

    /// What is no file and no words, in words: a sticker, a contact, a place, a die.
    pub(super) fn in_words(self) -> Option<String> {
        let at = |path: &str| self.0.pointer(path);
        let text = |path: &str| at(path).and_then(Value::as_str).unwrap_or("");
        if at("/sticker").is_some() {
            let emoji = text("/sticker/emoji");
            return Some(format!("{emoji} [sticker]").trim().to_owned());
        }
        if at("/contact").is_some() {
            let name = text("/contact/first_name");
            return Some(format!(
                "[contact] {name} {}",
                text("/contact/phone_number")
            ));
        }
        if at("/venue").is_some() {
            let title = text("/venue/title");
            return Some(format!("[place] {title}, {}", text("/venue/address")));
        }
        if let Some(place) = at("/location") {
            let (latitude, longitude) = (place.get("latitude")?, place.get("longitude")?);
            return Some(format!("[location] {latitude}, {longitude}"));
        }
        at("/dice").map(|_| "[dice]".to_owned())
    }

    /// The sender's own phone number: Telegram says that it is theirs.
    pub(super) fn own_number(self) -> Option<String> {
        let contact = self.0.get("contact")?;
        let of = contact.get("user_id")?.as_i64()?;
        if self.0.pointer("/from/id")?.as_i64()? != of {
            return None;
        }
        let number = contact.get("phone_number")?.as_str()?;
        let digits: String = number.chars().filter(char::is_ascii_digit).collect();
        let good = (7..=15).contains(&digits.len()) && !digits.starts_with('0');
        good.then(|| format!("+{digits}"))
    }
}

/// The name that a user of Telegram goes by.
pub(super) fn name(user: &Value) -> Option<String> {
    let part = |key: &str| user.get(key).and_then(Value::as_str).unwrap_or("");
    let full = format!("{} {}", part("first_name"), part("last_name"));
    let full = full.trim();
    let name = if full.is_empty() {
        part("username")
    } else {
        full
    };
    (!name.is_empty()).then(|| name.to_owned())
}

/// A piece of a text that Telegram counts in UTF-16 units, in bytes.
fn bytes_of(text: &str, offset: usize, length: usize) -> Option<Range<usize>> {
    let at = |wanted: usize| {
        let mut units = 0;
        for (at, c) in text.char_indices() {
            if units >= wanted {
                return Some(at);
            }
            units += c.len_utf16();
        }
        (units >= wanted).then_some(text.len())
    };
    Some(at(offset)?..at(offset.checked_add(length)?)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const ME: Me<'_> = Me {
        id: 77,
        username: Some("harbor_bot"),
    };

    fn heard(message: &Value) -> Option<String> {
        let message = Message(message);
        message.words_for(ME, message.place().unwrap())
    }

    fn in_group(text: &str, entities: Value) -> Value {
        json!({ "message_id": 5, "from": { "id": 1 }, "chat": { "id": -9, "type": "group" }, "text": text, "entities": entities })
    }

    #[test]
    fn in_a_group_only_what_is_for_the_bot_is_heard() {
        assert_eq!(heard(&in_group("lunch?", json!([]))), None);
        let named = in_group(
            "😀 @Harbor_Bot is there parking?",
            json!([{ "type": "mention", "offset": 3, "length": 11 }]),
        );
        assert_eq!(heard(&named).unwrap(), "😀  is there parking?");
        let other = in_group(
            "@other hi",
            json!([{ "type": "mention", "offset": 0, "length": 6 }]),
        );
        assert_eq!(heard(&other), None);
        let command = in_group(
            "/start@harbor_bot",
            json!([{ "type": "bot_command", "offset": 0, "length": 17 }]),
        );
        assert_eq!(heard(&command).unwrap(), "/start");
        let mut reply = in_group("and on Sunday?", json!([]));
        reply["reply_to_message"] =
            json!({ "message_id": 4, "from": { "id": 77, "is_bot": true } });
        assert_eq!(heard(&reply).unwrap(), "and on Sunday?");
        let torn = in_group(
            "hi",
            json!([{ "type": "mention", "offset": 1, "length": 99 }]),
        );
        assert_eq!(heard(&torn), None);
    }

    #[test]
    fn a_shared_number_counts_only_if_it_is_the_senders_own() {
        let shared = |user: Value, number: &str| {
            let message = json!({ "from": { "id": 1 }, "contact": { "user_id": user, "phone_number": number } });
            Message(&message).own_number()
        };
        assert_eq!(shared(1.into(), "15550123"), Some("+15550123".into()));
        assert_eq!(shared(1.into(), "+1 555 0123"), Some("+15550123".into()));
        assert_eq!(shared(2.into(), "15550123"), None);
        assert_eq!(shared(Value::Null, "15550123"), None);
        assert_eq!(shared(1.into(), "0123"), None);
    }
}
