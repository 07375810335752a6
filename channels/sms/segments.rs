//! How many segments an SMS is billed as. GSM 03.38 (3GPP TS 23.038, 6.2.1) where every character is in its alphabet,
//! UCS-2 otherwise; a message of several segments gives up some of each to the header that joins them.

/// One character is one septet. The order is that of the standard's table, without its escape.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡\
ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

/// One character is two septets, an escape and a code. The two may not be torn apart.
const EXTENDED: &str = "\u{c}^{}\\[~]|€";

/// How a message is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// The GSM 7-bit default alphabet.
    Gsm7,
    /// UTF-16 code units.
    Ucs2,
}

impl Encoding {
    /// `GSM-7` or `UCS-2`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Gsm7 => "GSM-7",
            Self::Ucs2 => "UCS-2",
        }
    }

    /// Units in a message of one segment, and in each segment of a longer one.
    fn room(self) -> (usize, usize) {
        match self {
            Self::Gsm7 => (160, 153),
            Self::Ucs2 => (70, 67),
        }
    }
}

/// What a body is billed as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segments {
    /// How many segments; 1 for an empty body.
    pub segments: u32,
    /// The encoding that the body forces.
    pub encoding: Encoding,
}

/// Counts the segments of a body.
pub fn count(body: &str) -> Segments {
    let (sizes, encoding) = match body.chars().map(septets).collect::<Option<Vec<usize>>>() {
        Some(septets) => (septets, Encoding::Gsm7),
        None => (body.chars().map(char::len_utf16).collect(), Encoding::Ucs2),
    };
    Segments {
        segments: pack(&sizes, encoding.room()),
        encoding,
    }
}

/// Whether every character is in the GSM alphabet.
pub(super) fn is_gsm7(body: &str) -> bool {
    body.chars().all(|c| septets(c).is_some())
}

fn septets(c: char) -> Option<usize> {
    if c.is_ascii_alphanumeric() || c == ' ' || BASIC.contains(c) {
        Some(1)
    } else {
        EXTENDED.contains(c).then_some(2)
    }
}

/// Packs characters, none torn apart, into segments.
fn pack(sizes: &[usize], (single, joined): (usize, usize)) -> u32 {
    if sizes.iter().sum::<usize>() <= single {
        return 1;
    }
    let (mut segments, mut used) = (1, 0);
    for size in sizes {
        if used + size > joined {
            segments += 1;
            used = 0;
        }
        used += size;
    }
    segments
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(body: &str) -> (u32, &'static str) {
        let counted = count(body);
        (counted.segments, counted.encoding.as_str())
    }

    #[test]
    fn the_limits_are_those_of_the_standard() {
        assert_eq!(counted(""), (1, "GSM-7"));
        assert_eq!(counted(&"a".repeat(160)), (1, "GSM-7"));
        assert_eq!(counted(&"a".repeat(161)), (2, "GSM-7"));
        assert_eq!(counted(&"a".repeat(306)), (2, "GSM-7"));
        assert_eq!(counted(&"a".repeat(307)), (3, "GSM-7"));
        assert_eq!(counted(&"ж".repeat(70)), (1, "UCS-2"));
        assert_eq!(counted(&"ж".repeat(71)), (2, "UCS-2"));
        assert_eq!(counted(&"ж".repeat(135)), (3, "UCS-2"));
    }

    #[test]
    fn an_extension_character_is_two_septets_and_stays_whole() {
        assert_eq!(counted(&"€".repeat(80)), (1, "GSM-7"));
        assert_eq!(counted(&"€".repeat(81)), (2, "GSM-7"));
        // 152 septets and an escape that would be the 153rd: the character moves to the second segment.
        let body = format!("{}€{}", "a".repeat(152), "a".repeat(152));
        assert_eq!(counted(&body), (3, "GSM-7"));
    }

    #[test]
    fn a_surrogate_pair_stays_whole() {
        assert_eq!(counted(&"😀".repeat(35)), (1, "UCS-2"));
        // 33 pairs fit in 67 units, so 67 of them need a third segment.
        assert_eq!(counted(&"😀".repeat(67)), (3, "UCS-2"));
    }

    #[test]
    fn letters_that_look_like_gsm_but_are_not_force_ucs_2() {
        assert_eq!(counted("garçon").1, "UCS-2");
        assert_eq!(counted("Ça va à Ñandú").1, "UCS-2");
        assert_eq!(counted("Ça va à Ñandu").1, "GSM-7");
    }
}
