//! What differs between two texts, line by line.

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

/// All lines: those of both behind a blank, those of one behind `-` or `+`.
pub(crate) fn lines(expected: &str, found: &str) -> String {
    let expected: Vec<&str> = expected.lines().collect();
    let found: Vec<&str> = found.lines().collect();
    let common = common(&expected, &found);
    let mut text = String::new();
    let (mut e, mut f) = (0, 0);
    while e < expected.len() || f < found.len() {
        let (mark, line) = match (expected.get(e), found.get(f)) {
            (Some(a), Some(b)) if a == b => {
                (e, f) = (e + 1, f + 1);
                (' ', *a)
            }
            (Some(a), b) if b.is_none() || common[e + 1][f] >= common[e][f + 1] => {
                e += 1;
                ('-', *a)
            }
            (_, Some(b)) => {
                f += 1;
                ('+', *b)
            }
            _ => break,
        };
        text.push_str(&format!("{mark} {line}\n"));
    }
    text
}

/// How many lines the rest of one has in common with the rest of the other.
fn common(a: &[&str], b: &[&str]) -> Vec<Vec<usize>> {
    let mut common = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            common[i][j] = if a[i] == b[j] {
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
    fn lines_of_one_side_are_marked() {
        assert_eq!(
            lines("a\nb\nc\n", "a\nx\nc\nd\n"),
            "  a\n- b\n+ x\n  c\n+ d\n"
        );
        assert_eq!(lines("", "a\n"), "+ a\n");
        assert_eq!(lines("a\n", ""), "- a\n");
    }
}
