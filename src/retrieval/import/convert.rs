//! A file or an answer of a web server to a document, whatever it is written in.

use super::{
    decode,
    leaf::{Leaf, split},
    page::Page,
    pdf,
    text::{Block, Document, escape, escape_lines},
};
use crate::check::Problem;
use crate::front_matter;
use frontdesk_core::{Error, ErrorKind, Result};
use std::{fs::File, io::Read, path::Path};
use url::Url;

/// Bytes at the beginning of a file that tell what it is.
const LOOKS: u64 = 512;

const KINDS: &str = "it is none of .html, .pdf, .md and .txt";

/// What can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Html,
    Pdf,
    Markdown,
    Plain,
}

impl Form {
    /// By what a server says it sends; where it says nothing of use, by the address and by how it begins.
    pub(super) fn of_answer(content_type: &str, url: &Url, body: &[u8]) -> Option<Self> {
        let kind = content_type
            .split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_lowercase();
        match kind.as_str() {
            "text/html" | "application/xhtml+xml" => Some(Self::Html),
            "application/pdf" => Some(Self::Pdf),
            "text/markdown" => Some(Self::Markdown),
            "text/plain" => Self::of_name(url.path()).or(Some(Self::Plain)),
            "" | "application/octet-stream" => {
                Self::of_name(url.path()).or_else(|| Self::of_looks(body))
            }
            _ => None,
        }
    }

    /// By the end of a name.
    pub(super) fn of_name(name: &str) -> Option<Self> {
        let extension = name.rsplit_once('.')?.1.to_lowercase();
        match extension.as_str() {
            "html" | "htm" | "xhtml" => Some(Self::Html),
            "pdf" => Some(Self::Pdf),
            "md" | "markdown" => Some(Self::Markdown),
            "txt" | "text" => Some(Self::Plain),
            _ => None,
        }
    }

    fn of_looks(body: &[u8]) -> Option<Self> {
        let start = String::from_utf8_lossy(&body[..body.len().min(512)])
            .trim_start()
            .to_lowercase();
        if start.starts_with("%pdf") {
            Some(Self::Pdf)
        } else {
            (start.starts_with("<!doctype html") || start.starts_with("<html"))
                .then_some(Self::Html)
        }
    }
}

/// Whether a file is of a kind that is read.
///
/// # Errors
/// It is not, or it is no file.
pub(super) fn known(path: &Path) -> Result<()> {
    let wrong = |why: &str| {
        Error::new(ErrorKind::Invalid, "importing a file")
            .with("file", path.display())
            .because(why)
    };
    if !path.is_file() {
        return Err(wrong("it is no file"));
    }
    let mut start = Vec::new();
    if let Ok(file) = File::open(path) {
        // What cannot be read is told by whoever reads it.
        drop(file.take(LOOKS).read_to_end(&mut start));
    }
    let name = path.to_string_lossy();
    match Form::of_name(&name).or_else(|| Form::of_looks(&start)) {
        Some(_) => Ok(()),
        None => Err(wrong(KINDS)),
    }
}

/// Reads a file of this machine.
///
/// # Errors
/// It is of no kind that is read, or broken.
pub(super) fn file(path: &Path, bytes: Vec<u8>) -> Result<Leaf> {
    let from = path.to_string_lossy().into_owned();
    let name = path
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let form = Form::of_name(&from).or_else(|| Form::of_looks(&bytes));
    let Some(form) = form else {
        return Err(Error::new(ErrorKind::Invalid, "importing a file")
            .with("file", &from)
            .because(KINDS));
    };
    if matches!(form, Form::Markdown | Form::Plain) && decode::is_binary(&bytes) {
        return Err(Error::new(ErrorKind::Invalid, "importing a file")
            .with("file", &from)
            .because("it is no text, whatever its name says"));
    }
    if form == Form::Markdown {
        return markdown(&from, &decode::text(&bytes, ""));
    }
    let (mut document, source) = match form {
        Form::Html => {
            let page = Page::read(&decode::text(&bytes, ""), None);
            (page.document, String::new())
        }
        _ => (other(form, bytes, "")?, String::new()),
    };
    if document.title.is_empty() {
        document.title = from_name(&name);
    }
    if document.words() == 0 {
        return Err(Error::new(ErrorKind::Invalid, "importing a file")
            .with("file", &from)
            .because("there is no text in it"));
    }
    Ok(leaf(from, source, &document))
}

/// A PDF or a text.
pub(super) fn other(form: Form, bytes: Vec<u8>, content_type: &str) -> Result<Document> {
    match form {
        Form::Pdf => pdf::read(bytes),
        Form::Markdown => {
            let text = decode::text(&bytes, content_type);
            let (_, body) = split(&text);
            Ok(Document {
                title: String::new(),
                blocks: vec![Block::paragraph(body.trim())],
            })
        }
        Form::Html | Form::Plain => Ok(plain(&decode::text(&bytes, content_type))),
    }
}

/// The article of a document.
pub(super) fn leaf(from: String, source: String, document: &Document) -> Leaf {
    let title: String = document.title.chars().filter(|c| !c.is_control()).collect();
    Leaf {
        from,
        title: title.replace(['*', '`', '\\'], "").replace('"', "'"),
        source,
        head: Vec::new(),
        body: document.markdown(),
    }
}

/// Markdown stays as it is, its head as well.
fn markdown(from: &str, text: &str) -> Result<Leaf> {
    let mut problems: Vec<Problem> = Vec::new();
    let head = front_matter::split(from, text, &mut problems).map(|split| split.head);
    let Some(head) = head else {
        let why = problems
            .first()
            .map(ToString::to_string)
            .unwrap_or_default();
        return Err(Error::new(ErrorKind::Invalid, "importing a file").because(why));
    };
    let (lines, body) = split(text);
    let first = body.lines().find_map(|line| line.strip_prefix("# "));
    let name = Path::new(from)
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let title = head
        .title
        .or(first.map(|title| title.trim().to_owned()))
        .unwrap_or_else(|| from_name(&name));
    let ours = |line: &str| {
        let key = line.split(':').next().unwrap_or_default().trim();
        matches!(key, "title" | "source") || super::leaf::KEYS.contains(&key)
    };
    Ok(Leaf {
        from: from.to_owned(),
        title: title.replace('"', "'"),
        source: head.source,
        head: lines
            .into_iter()
            .filter(|line| !ours(line))
            .map(str::to_owned)
            .collect(),
        body: body.trim().to_owned(),
    })
}

/// Paragraphs of plain text.
fn plain(text: &str) -> Document {
    let text = text.replace("\r\n", "\n");
    let paragraphs = text
        .split("\n\n")
        .map(str::trim)
        .filter(|paragraph| !paragraph.is_empty());
    let blocks = paragraphs.map(|paragraph| Block::paragraph(escape_lines(&escape(paragraph))));
    Document {
        title: String::new(),
        blocks: blocks.collect(),
    }
}

/// `our-menu` is "Our menu".
pub(super) fn from_name(name: &str) -> String {
    let spaced = name.replace(['-', '_'], " ");
    let mut chars = spaced.trim().chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}
