//! The fields of a mail's header as they stand there: unfolded, any bytes, any number. The rules for machines look at these; what
//! people wrote in them is decoded by the parser.

use super::{limits, tame};

/// The fields of one header.
#[derive(Debug, Default)]
pub(super) struct Header {
    fields: Vec<(String, String)>,
}

impl Header {
    /// Reads the header at the start of a mail.
    pub(super) fn read(raw: &[u8]) -> Self {
        let end = tame::header_end(raw).min(limits::HEADER_BYTES);
        let text = String::from_utf8_lossy(&raw[..end]);
        let mut fields: Vec<(String, String)> = Vec::new();
        for line in text.lines() {
            if line.starts_with([' ', '\t']) {
                if let Some((_, value)) = fields.last_mut() {
                    value.push(' ');
                    value.push_str(line.trim());
                }
            } else if let Some((name, value)) = line.split_once(':') {
                if fields.len() >= limits::HEADER_FIELDS {
                    break;
                }
                let name = name.trim().to_ascii_lowercase();
                fields.push((name, value.trim().to_owned()));
            }
        }
        Self { fields }
    }

    /// The first field of a name, lower case, as it was written.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let mut named = self.fields.iter().filter(|(n, _)| n == name);
        named.next().map(|(_, value)| value.as_str())
    }

    /// The first field of a name in lower case.
    pub(super) fn lower(&self, name: &str) -> Option<String> {
        self.get(name).map(str::to_lowercase)
    }

    /// Whether there is a field of one of the names.
    pub(super) fn has(&self, names: &[&str]) -> bool {
        self.fields.iter().any(|(n, _)| names.contains(&n.as_str()))
    }

    /// The names of all fields.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(|(name, _)| name.as_str())
    }
}
