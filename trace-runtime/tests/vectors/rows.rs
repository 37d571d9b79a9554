//! Reads the files of vectors: one case a line, columns separated by " ; ".

/// Header lines, in order.
pub(crate) type Headers = Vec<(String, String)>;

/// The rows of a file of vectors, in columns.
pub(crate) fn rows(file: &str) -> Vec<Vec<String>> {
    file.lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(columns)
        .collect()
}

fn columns(line: &str) -> Vec<String> {
    format!("{line} ")
        .split(" ; ")
        .map(|column| unescape(column.trim_matches(' ')))
        .collect()
}

fn unescape(text: &str) -> String {
    let text = text
        .replace("\\t", "\t")
        .replace("\\x01", "\x01")
        .replace("\\\\", "\\");
    repeat(&text)
}

/// Writes `{z*256}` out.
fn repeat(text: &str) -> String {
    let mut parts = text.split('{');
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let repeated = part.split_once('}').and_then(|(inside, behind)| {
            let (letter, count) = inside.split_once('*')?;
            Some(letter.repeat(count.parse().ok()?) + behind)
        });
        whole += &repeated.unwrap_or_else(|| format!("{{{part}"));
    }
    whole
}

/// The header lines of a column. Blanks inside of a value count, those of the
/// separators do not.
pub(crate) fn headers(column: &str) -> Headers {
    let pair = |line: &str| {
        let (name, value) = line.split_once(':')?;
        let value = value.strip_prefix(' ').unwrap_or(value);
        Some((name.to_owned(), value.to_owned()))
    };
    column.split(" && ").filter_map(pair).collect()
}
