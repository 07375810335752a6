//! The text of a PDF, page by page. What a broken file does to its reader ends here as an error.

use super::text::{Block, Document, escape, escape_lines};
use crate::limits;
use frontdesk_core::{Error, ErrorKind, Result};
use std::{collections::HashMap, panic, sync::mpsc, thread};

/// Lines longer than this are no headings, in characters.
const HEADING: usize = 60;

/// Reads a PDF. It blocks.
///
/// # Errors
/// The file is broken, locked, or only holds pictures of text.
pub(super) fn read(bytes: Vec<u8>) -> Result<Document> {
    let failed =
        |why: &str| Error::new(ErrorKind::Invalid, "reading a PDF").because(why.to_owned());
    let (done, pages) = mpsc::channel();
    // The reader of the format has no bounds of its own: a file that makes it fail or think for ever costs this thread.
    let reader = thread::Builder::new()
        .name("pdf".into())
        .stack_size(limits::PDF_STACK_BYTES);
    let read = move || {
        let pages = panic::catch_unwind(|| pdf_extract::extract_text_from_mem_by_pages(&bytes));
        let _ = done.send(match pages {
            Ok(Ok(pages)) => Ok(pages),
            Ok(Err(error)) => Err(error.to_string()),
            Err(_) => Err("it is broken".to_owned()),
        });
    };
    reader
        .spawn(read)
        .map_err(|error| failed(&error.to_string()))?;
    let pages = pages
        .recv_timeout(limits::PDF_TIME)
        .map_err(|_| failed("it takes too long"))?
        .map_err(|why| failed(&why))?;
    let document = document(&pages);
    if document.words() == 0 {
        return Err(failed(
            "it holds no text; a scan has to be made readable (OCR) first",
        ));
    }
    Ok(document)
}

fn document(pages: &[String]) -> Document {
    let furniture = furniture(pages);
    let mut blocks = Vec::new();
    for page in pages {
        let page = page.replace("\r\n", "\n");
        let mut paragraph: Vec<String> = Vec::new();
        for line in page.lines().chain([""]) {
            let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
            if furniture.contains_key(&mark(&line)) || is_number(&line) {
                continue;
            }
            if line.is_empty() || is_heading(&line) {
                end(&mut paragraph, &mut blocks);
            }
            if is_heading(&line) {
                blocks.push(Block::heading(2, escape(&line)));
            } else if !line.is_empty() {
                join(&mut paragraph, line);
            }
        }
    }
    Document {
        title: String::new(),
        blocks,
    }
}

/// Lines that stand on most pages: heads and feet.
fn furniture(pages: &[String]) -> HashMap<String, usize> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for page in pages {
        let mut lines: Vec<String> = page.lines().map(mark).collect();
        lines.sort();
        lines.dedup();
        for line in lines.into_iter().filter(|line| !line.is_empty()) {
            *seen.entry(line).or_default() += 1;
        }
    }
    seen.retain(|_, count| *count >= 3 && *count * 2 > pages.len());
    seen
}

/// A line as it is on every page: without the number of the page.
fn mark(line: &str) -> String {
    let words = line.split_whitespace().map(|word| {
        if word.bytes().all(|b| b.is_ascii_digit()) {
            "0"
        } else {
            word
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

fn is_number(line: &str) -> bool {
    let line = line.trim_matches(['-', '–', ' ']);
    !line.is_empty() && line.len() <= 4 && line.bytes().all(|b| b.is_ascii_digit())
}

/// A short line in capitals.
fn is_heading(line: &str) -> bool {
    let letters = line.chars().filter(|c| c.is_alphabetic());
    letters.clone().count() >= 4
        && letters.clone().all(char::is_uppercase)
        && line.chars().count() <= HEADING
        && !line.contains(|c: char| c.is_ascii_digit())
}

/// Adds a line to a paragraph. One that goes on in the middle of a sentence goes on on the same line.
fn join(paragraph: &mut Vec<String>, line: String) {
    let goes_on = line.starts_with(char::is_lowercase);
    match paragraph.last_mut() {
        Some(before) if goes_on && before.ends_with('-') => {
            before.pop();
            before.push_str(&line);
        }
        Some(before) if goes_on || before.ends_with(',') => {
            before.push(' ');
            before.push_str(&line);
        }
        _ => paragraph.push(line),
    }
}

fn end(paragraph: &mut Vec<String>, blocks: &mut Vec<Block>) {
    let text = std::mem::take(paragraph).join("\n");
    if !text.is_empty() {
        blocks.push(Block::paragraph(escape_lines(&escape(&text))));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_file_is_an_error() {
        for bytes in [
            &b""[..],
            b"%PDF-1.4",
            b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 1 0 R>>\nendobj\ntrailer<</Root 1 0 R>>",
        ] {
            assert!(read(bytes.to_vec()).is_err());
        }
    }

    #[test]
    fn pages_become_paragraphs_without_their_heads() {
        let page = |n: usize, text: &str| format!("Harbor Bistro page {n}\n\n{text}\n\n{n}\n");
        let document = document(&[
            page(1, "STARTERS\nClam chow-\nder, creamy\nOysters"),
            page(2, "Bread is free.\nWine is not, and\nneither is water."),
            page(3, "Coffee"),
        ]);
        let texts: Vec<&str> = document
            .blocks
            .iter()
            .map(|block| block.text.as_str())
            .collect();
        assert_eq!(
            texts,
            [
                "STARTERS",
                "Clam chowder, creamy\nOysters",
                "Bread is free.\nWine is not, and neither is water.",
                "Coffee"
            ]
        );
    }
}
