//! What a text says when it is decoded: payloads in Base64, hexadecimal or Morse, text turned around or with its letters moved.

use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

/// The shortest encoded payload, in characters: 12 bytes say nothing that matters.
const PAYLOAD_CHARS: usize = 16;

/// Payloads that are decoded in one text.
const PAYLOADS: usize = 16;

const ANY_PADDING: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
const PLAIN: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, ANY_PADDING);
const URL: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, ANY_PADDING);

const MORSE: [&str; 36] = [
    ".-", "-...", "-.-.", "-..", ".", "..-.", "--.", "....", "..", ".---", "-.-", ".-..", "--",
    "-.", "---", ".--.", "--.-", ".-.", "...", "-", "..-", "...-", ".--", "-..-", "-.--", "--..",
    "-----", ".----", "..---", "...--", "....-", ".....", "-....", "--...", "---..", "----.",
];

/// Every other way a text can be read.
pub(super) fn readings(text: &str) -> Vec<String> {
    let mut readings: Vec<String> = payloads(text);
    readings.extend(morse(text));
    if text.is_ascii() {
        readings.push(text.chars().rev().collect());
        readings.push(text.chars().map(rot13).collect());
    }
    readings
}

fn payloads(text: &str) -> Vec<String> {
    let payload = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '-' | '_' | '=');
    text.split(|c: char| !payload(c))
        .filter(|t| t.len() >= PAYLOAD_CHARS)
        .take(PAYLOADS)
        .filter_map(|token| {
            let bytes = hexadecimal(token)
                .or_else(|| PLAIN.decode(token).ok())
                .or_else(|| URL.decode(token).ok())?;
            let text = String::from_utf8(bytes).ok()?;
            let readable = text
                .chars()
                .filter(|c| c.is_alphanumeric() || *c == ' ')
                .count();
            (readable * 10 >= text.chars().count() * 8).then_some(text)
        })
        .collect()
}

fn hexadecimal(token: &str) -> Option<Vec<u8>> {
    let token = token.strip_prefix("0x").unwrap_or(token);
    let hex = token.len().is_multiple_of(2) && token.bytes().all(|b| b.is_ascii_hexdigit());
    hex.then(|| {
        (0..token.len())
            .step_by(2)
            .filter_map(|i| u8::from_str_radix(&token[i..i + 2], 16).ok())
            .collect()
    })
}

fn morse(text: &str) -> Option<String> {
    let signs = text
        .chars()
        .filter(|c| matches!(c, '.' | '-' | '•' | '—' | '–' | '_'))
        .count();
    if signs < PAYLOAD_CHARS || signs * 2 < text.chars().filter(|c| !c.is_whitespace()).count() {
        return None;
    }
    let text = text
        .replace(['—', '–', '_'], "-")
        .replace('•', ".")
        .replace('/', "  ");
    let words = text.split("  ").map(|word| {
        let letters = word
            .split_whitespace()
            .filter_map(|letter| MORSE.iter().position(|m| *m == letter));
        letters
            .filter_map(|n| "abcdefghijklmnopqrstuvwxyz0123456789".chars().nth(n))
            .collect::<String>()
    });
    Some(words.collect::<Vec<_>>().join(" "))
}

fn rot13(c: char) -> char {
    let moved = |base: u8| char::from(base + (u8::try_from(c).unwrap_or(base) - base + 13) % 26);
    match c {
        'a'..='z' => moved(b'a'),
        'A'..='Z' => moved(b'A'),
        other => other,
    }
}
