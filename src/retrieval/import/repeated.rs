//! What stands on most pages of a site is no text of each of them: menus, banners, what every page ends with.

use super::crawl::Read;
use std::collections::{HashMap, HashSet};

/// Pages of which something must be on most to count as repeated.
const PAGES: usize = 3;

/// Takes out what is repeated. A line that holds a fact (a telephone number, an address, hours) stays once, on the first page.
pub(super) fn strip(pages: &mut [Read]) {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for page in pages.iter() {
        let lines: HashSet<&str> = page
            .document
            .blocks
            .iter()
            .map(|block| block.text.as_str())
            .collect();
        for line in lines {
            *counts.entry(line.to_owned()).or_default() += 1;
        }
    }
    counts.retain(|_, count| *count >= PAGES && *count * 2 > pages.len());
    for (n, page) in pages.iter_mut().enumerate() {
        page.document.blocks.retain(|block| {
            let is_fact = block.heading.is_none()
                && block
                    .text
                    .contains(|c: char| c.is_ascii_digit() || c == '@');
            !counts.contains_key(&block.text) || (n == 0 && is_fact)
        });
        page.document.prune();
    }
}
