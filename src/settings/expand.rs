//! `${NAME}` inside a string of a TOML text becomes the value of that environment variable, before the text is read, so that lines stay where they
//! are. Comments are left alone.

/// A variable that is not set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// Its name.
    pub name: String,
    /// The line that names it, from 1.
    pub line: usize,
}

#[derive(Clone, Copy, PartialEq)]
enum Inside {
    Nothing,
    Comment,
    Basic,
    Literal,
    BasicBlock,
    LiteralBlock,
}

impl Inside {
    fn is_text(self) -> bool {
        !matches!(self, Self::Nothing | Self::Comment)
    }

    /// Whether `\` and `"` must be escaped here.
    fn escapes(self) -> bool {
        matches!(self, Self::Basic | Self::BasicBlock)
    }
}

/// The text with every variable in place, and those that `lookup` does not know: they become empty.
pub fn expand(text: &str, lookup: impl Fn(&str) -> Option<String>) -> (String, Vec<Missing>) {
    let (mut out, mut missing) = (String::with_capacity(text.len()), Vec::new());
    let (mut inside, mut line, mut rest) = (Inside::Nothing, 1, text);
    while let Some(c) = rest.chars().next() {
        if inside.is_text()
            && let Some((name, after)) = variable(rest)
        {
            match lookup(name) {
                Some(value) => out.push_str(&quoted(&value, inside.escapes())),
                None => missing.push(Missing {
                    name: name.to_owned(),
                    line,
                }),
            }
            rest = after;
            continue;
        }
        let (next, taken) = step(inside, rest, c);
        inside = next;
        line += rest[..taken].matches('\n').count();
        out.push_str(&rest[..taken]);
        rest = &rest[taken..];
    }
    (out, missing)
}

/// What the text at `rest` is inside of after its next piece, and how long that piece is.
fn step(inside: Inside, rest: &str, c: char) -> (Inside, usize) {
    use Inside::{Basic, BasicBlock, Comment, Literal, LiteralBlock, Nothing};
    let one = c.len_utf8();
    match (inside, c) {
        (Nothing, '#') => (Comment, one),
        (Comment, '\n') => (Nothing, one),
        (Nothing, '"') if rest.starts_with("\"\"\"") => (BasicBlock, 3),
        (Nothing, '\'') if rest.starts_with("'''") => (LiteralBlock, 3),
        (Nothing, '"') => (Basic, one),
        (Nothing, '\'') => (Literal, one),
        (BasicBlock, '"') if rest.starts_with("\"\"\"") => (Nothing, 3),
        (LiteralBlock, '\'') if rest.starts_with("'''") => (Nothing, 3),
        (Basic, '"' | '\n') | (Literal, '\'' | '\n') => (Nothing, one),
        (Basic | BasicBlock, '\\') => (
            inside,
            one + rest[one..].chars().next().map_or(0, char::len_utf8),
        ),
        _ => (inside, one),
    }
}

fn variable(rest: &str) -> Option<(&str, &str)> {
    let (name, after) = rest.strip_prefix("${")?.split_once('}')?;
    let valid = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    valid.then_some((name, after))
}

fn quoted(value: &str, escapes: bool) -> String {
    if escapes {
        value
            .replace('\\', "\\\\")
            .replace('"', "\\\"")
            .replace('\n', "\\n")
            .replace('\r', "\\r")
    } else {
        value.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_replaced_in_strings_and_not_in_comments() {
        let lookup = |name: &str| (name == "A").then(|| "x\"y".to_owned());
        let (text, missing) = expand("# ${B}\na = \"${A}\" # ${B}\nb = '${C}'\n", lookup);
        assert_eq!(text, "# ${B}\na = \"x\\\"y\" # ${B}\nb = ''\n");
        assert_eq!(
            missing,
            [Missing {
                name: "C".into(),
                line: 3
            }]
        );
    }
}
