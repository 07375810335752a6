//! Markdown as Discord shows it, in parts that fit. Discord reads most of it itself; tables, small headings and pictures it does
//! not know.
//! <https://support.discord.com/hc/en-us/articles/210298617>

use super::limits;
use crate::markdown::{first_part, source_line, without_references};
use frontdesk_core::{message::Reply, text::split};

const FENCE: &str = "```";

/// The parts of a reply, each at most [`limits::CHARS`].
pub(super) fn parts(reply: &Reply) -> Vec<String> {
    let mut text = without_references(&reply.text, &reply.citations);
    if let Some(sources) = source_line(&reply.citations, escaped) {
        text = format!("{text}\n\n-# {sources}");
    }
    fitting(&text, limits::CHARS)
}

/// A text as one part; what does not fit is left out and marked.
pub(super) fn one(text: &str) -> String {
    first_part(fitting(text, limits::CHARS - 2))
}

/// The length as Discord counts it: in code points, as its staff say.
/// <https://github.com/discord/discord-api-docs/issues/1315>
pub(super) fn chars(text: &str) -> usize {
    text.chars().count()
}

/// A piece that is not cut further.
enum Block {
    Prose(String),
    Code(String),
}

/// Packs prose and code blocks into parts. A code block that fits into one part is never cut; of a longer one each piece is a
/// whole block.
fn fitting(text: &str, limit: usize) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for block in blocks(text) {
        let (pieces, gap) = match block {
            Block::Prose(prose) => (split(&prose, limit, chars), "\n\n"),
            Block::Code(code) => (pieces(&code, limit), "\n"),
        };
        for piece in pieces.into_iter().filter(|p| !p.is_empty()) {
            match parts.last_mut() {
                Some(last) if chars(last) + chars(gap) + chars(&piece) <= limit => {
                    last.push_str(gap);
                    last.push_str(&piece);
                }
                _ => parts.push(piece),
            }
        }
    }
    if parts.is_empty() {
        parts.push(String::new());
    }
    parts
}

/// The text as prose and code blocks, in Discord's own form. A block that is never closed is closed.
fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut prose: Vec<String> = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let Some((mark, language)) = opened(line) else {
            prose.extend(shown(line));
            continue;
        };
        flush(&mut prose, &mut blocks);
        let inside: Vec<&str> = lines.by_ref().take_while(|l| !closes(l, mark)).collect();
        // Three backticks inside would end the block early.
        let inside = inside.join("\n").replace(FENCE, "'''");
        blocks.push(Block::Code(format!("{FENCE}{language}\n{inside}\n{FENCE}")));
    }
    flush(&mut prose, &mut blocks);
    blocks
}

fn flush(prose: &mut Vec<String>, blocks: &mut Vec<Block>) {
    let text = std::mem::take(prose).join("\n");
    if !text.trim().is_empty() {
        blocks.push(Block::Prose(text.trim_matches('\n').to_owned()));
    }
}

/// The mark that opens a code block, and its language.
fn opened(line: &str) -> Option<(&str, &str)> {
    let text = line.trim_start();
    let character = text.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let length = text.len() - text.trim_start_matches(character).len();
    let language = text[length..].trim();
    (length >= 3 && !language.contains('`')).then_some((&text[..length], language))
}

fn closes(line: &str, mark: &str) -> bool {
    let text = line.trim();
    text.starts_with(mark) && text.trim_start_matches(&mark[..1]).is_empty()
}

/// A code block in pieces that fit, each closed and opened again.
fn pieces(code: &str, limit: usize) -> Vec<String> {
    if chars(code) <= limit {
        return vec![code.to_owned()];
    }
    let (opening, rest) = code.split_once('\n').unwrap_or((FENCE, ""));
    // An opening that leaves no room for code is none of a language.
    let opening = if chars(opening) > limit / 4 {
        FENCE
    } else {
        opening
    };
    let inside = rest
        .strip_suffix(FENCE)
        .unwrap_or(rest)
        .trim_end_matches('\n');
    let room = limit - chars(opening) - chars(FENCE) - 2;
    let mut pieces = Vec::new();
    let mut piece = String::new();
    for line in inside.lines().flat_map(|line| cut(line, room)) {
        if !piece.is_empty() && chars(&piece) + chars(&line) + 1 > room {
            pieces.push(std::mem::take(&mut piece));
        }
        if !piece.is_empty() {
            piece.push('\n');
        }
        piece.push_str(&line);
    }
    pieces.push(piece);
    let whole = |piece: String| format!("{opening}\n{piece}\n{FENCE}");
    pieces.into_iter().map(whole).collect()
}

/// A line of code in pieces of at most `room` characters; white space in it counts.
fn cut(line: &str, room: usize) -> Vec<String> {
    let characters: Vec<char> = line.chars().collect();
    if characters.is_empty() {
        return vec![String::new()];
    }
    characters
        .chunks(room)
        .map(|c| c.iter().collect())
        .collect()
}

/// A line of prose as Discord shows it; `None` for the rule under the head of a table.
fn shown(line: &str) -> Option<String> {
    let text = line.trim();
    let depth = text.len() - text.trim_start_matches('#').len();
    if depth > 3 && text[depth..].starts_with(' ') {
        return Some(format!("**{}**", text[depth..].trim()));
    }
    if text.len() > 1 && text.starts_with('|') && text.ends_with('|') {
        let cells: Vec<&str> = text[1..text.len() - 1].split('|').map(str::trim).collect();
        let rule = |cell: &&str| !cell.is_empty() && cell.chars().all(|c| matches!(c, '-' | ':'));
        return (!cells.iter().all(rule)).then(|| cells.join(" | "));
    }
    Some(line.replace("![", "["))
}

/// A title inside of Markdown of our own.
fn escaped(text: &str) -> String {
    text.chars().fold(String::new(), |mut out, c| {
        if matches!(
            c,
            '\\' | '*' | '_' | '~' | '`' | '|' | '[' | ']' | '<' | '>' | '#'
        ) {
            out.push('\\');
        }
        out.push(c);
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conformance::{citation, reply};

    #[test]
    fn a_code_block_is_never_cut_in_two_if_it_fits() {
        let code = format!("```rust\n{}\n```", "let a = 1;\n".repeat(100).trim_end());
        let text = format!(
            "{}\n\n{code}\n\nDone.",
            "A sentence of some words. ".repeat(40).trim_end()
        );
        let parts = fitting(&text, limits::CHARS);
        assert_eq!(parts.len(), 2);
        assert_eq!(parts[1], format!("{code}\n\nDone."));
    }

    #[test]
    fn a_longer_code_block_is_closed_and_opened_again() {
        let lines: Vec<String> = (0..400).map(|n| format!("line number {n}")).collect();
        let text = format!("Before.\n```py\n{}\n```\nAfter.", lines.join("\n"));
        let parts = fitting(&text, limits::CHARS);
        assert!(parts.len() > 2);
        for part in &parts {
            assert!(chars(part) <= limits::CHARS);
            assert_eq!(part.matches(FENCE).count() % 2, 0, "{part}");
        }
        let code = parts
            .iter()
            .map(|p| p.matches("```py\n").count())
            .sum::<usize>();
        assert_eq!(code, parts.len() - usize::from(!parts[0].contains(FENCE)));
        let all = parts.concat();
        assert!(lines.iter().all(|line| all.contains(&format!("{line}\n"))));
        assert!(
            parts.last().unwrap().ends_with("```\n\nAfter."),
            "{parts:?}"
        );
    }

    #[test]
    fn a_code_block_that_is_never_closed_and_lines_without_an_end_are_harmless() {
        let parts = fitting(&format!("```\n{}", "x".repeat(5_000)), limits::CHARS);
        assert_eq!(parts.len(), 3);
        assert!(
            parts
                .iter()
                .all(|p| p.starts_with("```\n") && p.ends_with("\n```"))
        );
        let odd = format!("```{}\ncode\n```", "l".repeat(3_000));
        assert!(fitting(&odd, 2_000).iter().all(|p| chars(p) <= 2_000));
        assert_eq!(fitting("~~~\na ``` b\n~~~", 2_000), ["```\na ''' b\n```"]);
    }

    #[test]
    fn an_emoji_counts_as_one() {
        assert_eq!(fitting(&"😀".repeat(4_000), limits::CHARS).len(), 2);
    }

    #[test]
    fn what_discord_does_not_know_is_written_otherwise() {
        assert_eq!(
            fitting(
                "#### Small\n| a | b |\n| --- | :-: |\n| 1 | 2 |\n![x](https://a.example)",
                2_000
            ),
            ["**Small**\na | b\n1 | 2\n[x](https://a.example)"]
        );
    }

    #[test]
    fn sources_stand_in_one_small_line() {
        let mut reply = reply("Parking is free [1].");
        reply.citations.push(citation(1, "Parking_and [more]"));
        let mut linked = citation(2, "Hours");
        linked.source = "https://a.example/hours".into();
        reply.citations.push(linked);
        assert_eq!(
            parts(&reply),
            [
                "Parking is free.\n\n-# Sources: Parking\\_and \\[more\\], [Hours](<https://a.example/hours>)"
            ]
        );
    }

    #[test]
    fn a_card_that_is_too_long_stays_one_message() {
        let card = one(&"word ".repeat(2_000));
        assert!(chars(&card) <= limits::CHARS && card.ends_with("\n…"));
    }
}
