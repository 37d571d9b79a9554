//! Links of a page that leave the book, for files of the repository.
//!
//! On a page of the repository they are right as they are written. A book that is built lies
//! elsewhere: there, such a link leads to the repository's address or, as long as it has none,
//! is the name of the file.

use std::io::{self, Read, Write};
use std::path::Path;

use serde_json::Value;

use super::target;

/// The folder of the book, from the root of the repository.
const FOLDER: &str = "docs";
const FENCE: &str = "```";

/// Does what mdBook asks of a preprocessor: reads its context and the book from `from`, as
/// JSON, and writes the book to `to`. `address` is the repository's; it may be empty.
///
/// # Errors
///
/// If what is read is not the context and a book, or `to` cannot be written.
pub(crate) fn preprocess(from: impl Read, to: impl Write, address: &str) -> io::Result<()> {
    let (_context, mut book): (Value, Value) = serde_json::from_reader(from)?;
    rewrite_chapters(&mut book, address);
    Ok(serde_json::to_writer(to, &book)?)
}

/// Chapters lie within chapters; which lists they lie in depends on the version of mdBook.
fn rewrite_chapters(value: &mut Value, address: &str) {
    match value {
        Value::Array(items) => items
            .iter_mut()
            .for_each(|item| rewrite_chapters(item, address)),
        Value::Object(fields) => {
            let page = fields.get("source_path").and_then(Value::as_str);
            let page = page.map(|page| Path::new(FOLDER).join(page));
            if let (Some(page), Some(Value::String(content))) = (page, fields.get_mut("content")) {
                *content = rewritten(content, &page, address);
            }
            fields
                .values_mut()
                .for_each(|field| rewrite_chapters(field, address));
        }
        _ => {}
    }
}

/// The text of `page`, a path from the repository's root, with links that a built book can
/// have. Blocks of code stay as they are.
fn rewritten(text: &str, page: &Path, address: &str) -> String {
    let (mut whole, mut prose) = (String::with_capacity(text.len()), String::new());
    let mut is_code = false;
    for line in text.split_inclusive('\n') {
        let is_fence = line.trim_start().starts_with(FENCE);
        if !is_fence && !is_code {
            prose.push_str(line);
            continue;
        }
        whole.push_str(&rewritten_prose(&prose, page, address));
        prose.clear();
        whole.push_str(line);
        is_code ^= is_fence;
    }
    whole + &rewritten_prose(&prose, page, address)
}

fn rewritten_prose(text: &str, page: &Path, address: &str) -> String {
    let mut written = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("](") {
        let Some((target, behind)) = after.split_once(')') else {
            break;
        };
        written.push_str(before);
        rest = behind;
        let (path, fragment) = target.split_once('#').unwrap_or((target, ""));
        match (outside(page, path), opening(&written)) {
            (Some(file), Some(at)) if address.is_empty() => {
                let shown = written.split_off(at).split_off(1);
                written.push_str(&shown);
                if !file.ends_with(shown.trim_matches(['`', '/'])) {
                    written.push_str(&format!(" (`{file}`)"));
                }
            }
            (Some(file), Some(_)) => {
                let address = address.trim_end_matches('/');
                let hash = if fragment.is_empty() { "" } else { "#" };
                // As crates.io links to the files that a README names.
                written.push_str(&format!("]({address}/blob/HEAD/{file}{hash}{fragment})"));
            }
            _ => written.push_str(&format!("]({target})")),
        }
    }
    written + rest
}

/// Where the bracket stands that the end of `text` would close; none if it is an image's.
fn opening(text: &str) -> Option<usize> {
    let mut closed = 0_usize;
    for (at, byte) in text.bytes().enumerate().rev() {
        match byte {
            b']' => closed += 1,
            b'[' if closed == 0 => return (!text[..at].ends_with('!')).then_some(at),
            b'[' => closed -= 1,
            _ => {}
        }
    }
    None
}

/// The file that a link on `page` leads to, from the repository's root; none if it is in the
/// book, or not in the repository.
fn outside(page: &Path, link: &str) -> Option<String> {
    if link.is_empty() || link.contains("://") {
        return None;
    }
    let file = target::resolved(page, link)?;
    let parts: Option<Vec<_>> = file.iter().map(|part| part.to_str()).collect();
    (!file.starts_with(FOLDER)).then_some(parts?.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADDRESS: &str = "https://example.com/traces/";

    fn on_a_page(text: &str, address: &str) -> String {
        rewritten(text, Path::new("docs/integrations/a.md"), address)
    }

    #[test]
    fn a_link_that_leaves_the_book_leads_to_the_repositorys_address() {
        assert_eq!(
            on_a_page("See [its `[list]`](../../a-b/README.md#c).", ADDRESS),
            "See [its `[list]`](https://example.com/traces/blob/HEAD/a-b/README.md#c)."
        );
    }

    #[test]
    fn without_an_address_it_is_the_name_of_the_file() {
        assert_eq!(
            on_a_page("[what `[x]`\nneeds](../../a/B.md#c), [d](b.md)", ""),
            "what `[x]`\nneeds (`a/B.md`), [d](b.md)"
        );
        // The text may say it already.
        assert_eq!(
            on_a_page("[`c`](../../a/c), [`a/c/`](../../a/c)", ""),
            "`c`, `a/c/`"
        );
    }

    #[test]
    fn other_links_and_code_stay_as_they_are() {
        let text = "[a](../viewer.md#b) [c](#d) [e](https://f/../g) ![h](../../i.png) [j](\n\
                    ```md\n[k](../../l)\n```\n[m]: ../../n\n";
        assert_eq!(on_a_page(text, ""), text);
        assert_eq!(on_a_page(text, ADDRESS), text);
        assert_eq!(on_a_page("[o](../../../p)", ADDRESS), "[o](../../../p)");
    }

    #[test]
    fn chapters_within_chapters_are_reached() {
        let chapter = |items: &str| {
            format!(
                r#"{{"Chapter":{{"content":"[x](../../y)","source_path":"z/a.md","sub_items":[{items}]}}}}"#
            )
        };
        let book = format!(
            r#"[{{}},{{"items":["Separator",{}]}}]"#,
            chapter(&chapter(""))
        );
        let mut written = Vec::new();
        preprocess(book.as_bytes(), &mut written, "").expect("a book");
        let written = String::from_utf8(written).expect("JSON");
        assert_eq!(
            written.matches(r#""content":"x (`y`)""#).count(),
            2,
            "{written}"
        );
        let error = preprocess(&b"[{}]"[..], Vec::new(), "").expect_err("no book");
        assert!(error.to_string().contains("tuple of size 2"), "{error}");
    }
}
