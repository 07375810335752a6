//! How many parts an SMS is billed as. A plain counter for the simulator's answers; the product
//! counts with its own.

const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡\
ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
const EXTENDED: &str = "\u{c}^{}\\[~]|€";

/// Parts and encoding (`GSM-7` or `UCS-2`) of a body. An empty body is one part.
pub(super) fn segments(body: &str) -> (u32, &'static str) {
    let septets = |c: char| {
        if BASIC.contains(c) {
            Some(1)
        } else {
            EXTENDED.contains(c).then_some(2)
        }
    };
    match body.chars().map(septets).collect::<Option<Vec<usize>>>() {
        Some(sizes) => (parts(&sizes, 160, 153), "GSM-7"),
        None => (
            parts(
                &body.chars().map(char::len_utf16).collect::<Vec<_>>(),
                70,
                67,
            ),
            "UCS-2",
        ),
    }
}

/// Packs characters that may not be torn apart into parts.
fn parts(sizes: &[usize], single: usize, joined: usize) -> u32 {
    if sizes.iter().sum::<usize>() <= single {
        return 1;
    }
    let (mut count, mut used) = (1, 0);
    for size in sizes {
        if used + size > joined {
            count += 1;
            used = 0;
        }
        used += size;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_counted_by_encoding() {
        assert_eq!(segments(""), (1, "GSM-7"));
        assert_eq!(segments(&"a".repeat(160)), (1, "GSM-7"));
        assert_eq!(segments(&"a".repeat(161)), (2, "GSM-7"));
        assert_eq!(segments(&"€".repeat(81)), (2, "GSM-7"));
        assert_eq!(segments(&"ж".repeat(70)), (1, "UCS-2"));
        assert_eq!(segments(&"ж".repeat(71)), (2, "UCS-2"));
        assert_eq!(segments(&"😀".repeat(35)), (1, "UCS-2"));
        assert_eq!(
            segments(&"😀".repeat(67)),
            (3, "UCS-2"),
            "no emoji is torn apart"
        );
    }
}
