//! The right program beside a wrong one.
//!
//! A program that must not compile has the right line as a comment below the wrong one:
//!
//! ```text
//! tokio::spawn(leaf(cx));
//! //~ cx.spawn("leaf", async move |cx| leaf(cx).await);
//! ```
//!
//! Its twin has that line instead, and must compile: else the program may fail for a
//! reason other than the one in its name, and nobody would notice.

/// What the comment begins with.
const MARK: &str = "//~";

/// The twin of a program; why there is none.
pub(crate) fn twin(program: &str) -> Result<String, String> {
    let marks = program.matches(MARK).count();
    if marks != 1 {
        return Err(format!(
            "one line `{MARK} right` belongs below the wrong one, and there are {marks}"
        ));
    }
    let mut lines: Vec<&str> = program.lines().collect();
    let is_mark = |line: &&str| line.trim_start().starts_with(MARK);
    let at = lines.iter().position(is_mark);
    let (Some(at), Some(wrong)) = (at, at.and_then(|at| at.checked_sub(1))) else {
        return Err(format!("`{MARK}` stands behind something, or above it"));
    };
    let right = lines
        .remove(at)
        .trim_start()
        .trim_start_matches(MARK)
        .trim();
    if lines[wrong].trim() == right {
        return Err("the right line is the wrong one".to_owned());
    }
    lines[wrong] = right;
    Ok(lines.join("\n") + "\n")
}
