//! What differs between two texts, line by line.

use std::ops::Range;

/// Stands for any text in an expected line.
const ANY: &str = "[..]";

/// Without the indentation that all lines share, and without empty lines at
/// either end.
pub(crate) fn dedent(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let full = |line: &&&str| !line.is_empty();
    let indent = |line: &&str| line.len() - line.trim_start().len();
    let shared = lines.iter().filter(full).map(indent).min().unwrap_or(0);
    let first = lines.iter().position(|line| !line.is_empty());
    let last = lines.iter().rposition(|line| !line.is_empty());
    let (Some(first), Some(last)) = (first, last) else {
        return String::new();
    };
    lines[first..=last]
        .iter()
        .map(|line| format!("{}\n", line.get(shared..).unwrap_or_default()))
        .collect()
}

/// Whether the texts are the same, but for what `[..]` stands for.
pub(crate) fn same(expected: &str, found: &str) -> bool {
    let (mut expected, mut found) = (expected.lines(), found.lines());
    loop {
        match (expected.next(), found.next()) {
            (None, None) => return true,
            (Some(pattern), Some(line)) if same_line(pattern, line) => {}
            _ => return false,
        }
    }
}

fn same_line(pattern: &str, line: &str) -> bool {
    let Some((head, mut rest)) = pattern.split_once(ANY) else {
        return pattern == line;
    };
    let Some(mut line) = line.strip_prefix(head) else {
        return false;
    };
    // Each part where it stands first leaves the most room for those to come.
    while let Some((part, after)) = rest.split_once(ANY) {
        let Some(at) = line.find(part) else {
            return false;
        };
        line = &line[at + part.len()..];
        rest = after;
    }
    line.ends_with(rest)
}

/// With siblings, the lines of equal indentation, in the order of their text,
/// each with what stands below it.
pub(crate) fn in_order(text: &str) -> String {
    let depth = |line: &str| line.len() - line.trim_start().len();
    let lines: Vec<&str> = text.lines().collect();
    let mut siblings = Vec::new();
    let mut rest = lines.as_slice();
    while let Some((line, after)) = rest.split_first() {
        let below = after.iter().take_while(|next| depth(next) > depth(line));
        let (below, next) = after.split_at(below.count());
        siblings.push(format!("{line}\n{}", in_order(&below.join("\n"))));
        rest = next;
    }
    siblings.sort_unstable();
    siblings.concat()
}

/// All lines: those of both behind a blank, those of one behind `-` or `+`. Two
/// that are about the same span stand below each other, with a mark under what
/// differs.
pub(crate) fn lines(expected: &str, found: &str) -> String {
    let expected: Vec<&str> = expected.lines().collect();
    let found: Vec<&str> = found.lines().collect();
    let common = common(&expected, &found);
    let mut text = String::new();
    let (mut missing, mut surplus) = (Vec::new(), Vec::new());
    let (mut e, mut f) = (0, 0);
    while e < expected.len() || f < found.len() {
        match (expected.get(e), found.get(f)) {
            (Some(pattern), Some(line)) if same_line(pattern, line) => {
                hunk(&mut text, &mut missing, &mut surplus);
                text.push_str(&format!("  {line}\n"));
                (e, f) = (e + 1, f + 1);
            }
            (Some(pattern), line) if line.is_none() || common[e + 1][f] >= common[e][f + 1] => {
                missing.push(*pattern);
                e += 1;
            }
            (_, Some(line)) => {
                surplus.push(*line);
                f += 1;
            }
            _ => break,
        }
    }
    hunk(&mut text, &mut missing, &mut surplus);
    text
}

/// Lines that stand between two that are the same.
fn hunk(text: &mut String, missing: &mut Vec<&str>, surplus: &mut Vec<&str>) {
    let mut left = surplus.drain(..).peekable();
    for expected in missing.drain(..) {
        text.push_str(&format!("- {expected}\n"));
        if let Some(found) = left.next_if(|found| subject(found) == subject(expected)) {
            text.push_str(&format!("+ {found}\n"));
            if expected.contains(ANY) {
                continue;
            }
            let Range { start, end } = difference(expected, found);
            let blanks = " ".repeat(start);
            let marks = "^".repeat((end - start).max(1));
            text.push_str(&format!("  {blanks}{marks}\n"));
        }
    }
    for found in left {
        text.push_str(&format!("+ {found}\n"));
    }
}

/// Indentation and first word: what a line is about.
fn subject(line: &str) -> &str {
    let indent = line.len() - line.trim_start().len();
    let end = line[indent..]
        .find(' ')
        .map_or(line.len(), |at| indent + at);
    &line[..end]
}

/// The characters of `found` that `expected` has not; none where something is
/// missing.
fn difference(expected: &str, found: &str) -> Range<usize> {
    let same = |(a, b): &(char, char)| a == b;
    let start = expected.chars().zip(found.chars()).take_while(same).count();
    let ends = expected.chars().rev().zip(found.chars().rev());
    let (expected, found) = (expected.chars().count(), found.chars().count());
    // What both begin with is not counted again as their end.
    let shortest = expected.min(found) - start;
    let tail = ends.take_while(same).count().min(shortest);
    start..found - tail
}

/// How many lines the rest of one has in common with the rest of the other.
fn common(expected: &[&str], found: &[&str]) -> Vec<Vec<usize>> {
    let mut common = vec![vec![0; found.len() + 1]; expected.len() + 1];
    for i in (0..expected.len()).rev() {
        for j in (0..found.len()).rev() {
            common[i][j] = if same_line(expected[i], found[j]) {
                common[i + 1][j + 1] + 1
            } else {
                common[i + 1][j].max(common[i][j + 1])
            };
        }
    }
    common
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shared_indentation_does_not_count() {
        assert_eq!(dedent("\n    a\n      b  \n\n    c\n  "), "a\n  b\n\nc\n");
        assert_eq!(dedent(" \n\n"), "");
    }

    #[test]
    fn dots_stand_for_any_text() {
        for (pattern, line, are) in [
            ("a", "a", true),
            ("a", "ab", false),
            ("[..]", "", true),
            ("[..]", "a", true),
            ("a[..]", "a", true),
            ("a[..]b", "ab", true),
            ("a[..]b", "a", false),
            ("a[..]a", "a", false),
            ("p=[..] s=[..] e", "p=1 s=2 s=3 e", true),
            ("p=[..] s=[..] e", "p=1 e", false),
            ("[..]x[..]x", "x", false),
            ("[..]x[..]x", "xx", true),
        ] {
            assert_eq!(same_line(pattern, line), are, "{pattern} {line}");
        }
        assert!(same("a\n[..]\n", "a\nb\n"));
        assert!(!same("a\n", "a\nb\n"));
        assert!(!same("a\n[..]\n", "a\n"));
    }

    #[test]
    fn order_among_siblings_can_be_ignored() {
        let text = "a\n  c\n    * d\n  b\n    e\n";
        assert_eq!(in_order(text), "a\n  b\n    e\n  c\n    * d\n");
        // Whose child a line is does count.
        assert_ne!(in_order("a\n  x\nb\n"), in_order("a\nb\n  x\n"));
        assert_eq!(in_order(""), "");
    }

    #[test]
    fn lines_of_one_side_are_marked() {
        assert_eq!(
            lines("a\nb\nc\n", "a\nx\nc\nd\n"),
            "  a\n- b\n+ x\n  c\n+ d\n"
        );
        assert_eq!(lines("", "a\n"), "+ a\n");
        assert_eq!(lines("a\n", ""), "- a\n");
        assert_eq!(lines("a[..]\nb\n", "a1\nc\n"), "  a1\n- b\n+ c\n");
    }

    #[test]
    fn what_differs_within_a_line_is_underlined() {
        let cases = [
            (
                "pay cents=1 [error]",
                "pay cents=22 [error]",
                "          ^^",
            ),
            ("pay cents=1 [error]", "pay cents=1", "           ^"),
            ("pay a=é", "pay a=éé", "       ^"),
            ("pay a=11", "pay a=1111", "        ^^"),
            ("  pay", "  pay [error]", "     ^^^^^^^^"),
        ];
        for (expected, found, marks) in cases {
            let text = format!("- {expected}\n+ {found}\n  {marks}\n");
            assert_eq!(lines(expected, found), text);
        }
        // What `[..]` stands for is not known.
        let (expected, found) = ("pay a=[..] b=1", "pay a=1 b=2");
        let text = format!("- {expected}\n+ {found}\n");
        assert_eq!(lines(expected, found), text);
        // Another span, or the same elsewhere, is compared as a whole.
        assert_eq!(lines("pay a=1", "ship a=1"), "- pay a=1\n+ ship a=1\n");
        assert_eq!(lines("pay", "  pay"), "- pay\n+   pay\n");
    }
}
