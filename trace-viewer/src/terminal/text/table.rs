//! Tables.

use super::fit::{Side, fit, pad, width};
use super::style::{Paint, Style};

/// One column of a table.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// What stands above it.
    pub title: &'static str,
    /// Where its text stands.
    pub side: Side,
    /// Whether it gives way where the table is wider than the terminal.
    pub shrinks: bool,
}

impl Column {
    /// A column of text, which gives way.
    pub const fn text(title: &'static str) -> Self {
        Column {
            title,
            side: Side::Left,
            shrinks: true,
        }
    }

    /// A column of text that is always whole.
    pub const fn whole(title: &'static str) -> Self {
        Column {
            title,
            side: Side::Left,
            shrinks: false,
        }
    }

    /// A column of numbers.
    pub const fn number(title: &'static str) -> Self {
        Column {
            title,
            side: Side::Right,
            shrinks: false,
        }
    }
}

/// Rows under titles, as wide as what is in them.
#[derive(Debug, Clone)]
pub struct Table {
    columns: Vec<Column>,
    rows: Vec<Vec<(String, Option<Paint>)>>,
}

const GAP: usize = 2;
/// A column that gives way stays as wide as this.
const LEAST: usize = 8;

impl Table {
    /// A table without rows.
    pub fn new(columns: &[Column]) -> Self {
        Table {
            columns: columns.to_vec(),
            rows: Vec::new(),
        }
    }

    /// Adds a row of escaped texts.
    pub fn row(&mut self, cells: Vec<(String, Option<Paint>)>) {
        self.rows.push(cells);
    }

    /// The lines of the table, in at most `limit` columns as far as that can be.
    pub fn render(&self, limit: usize, style: Style) -> String {
        let widths = self.widths(limit, style);
        let mut out = String::new();
        let titles = self
            .columns
            .iter()
            .map(|column| (column.title.to_owned(), Some(Paint::Dim)));
        self.line(&titles.collect::<Vec<_>>(), &widths, style, &mut out);
        for row in &self.rows {
            self.line(row, &widths, style, &mut out);
        }
        out
    }

    fn widths(&self, limit: usize, style: Style) -> Vec<usize> {
        let column = |(at, column): (usize, &Column)| {
            let cells = self.rows.iter().filter_map(|row| row.get(at));
            let widest = cells.map(|(text, _)| width(&style.characters(text))).max();
            widest.unwrap_or(0).max(width(column.title))
        };
        let mut widths: Vec<usize> = self.columns.iter().enumerate().map(column).collect();
        let gaps = GAP * self.columns.len().saturating_sub(1);
        let mut beyond = (widths.iter().sum::<usize>() + gaps).saturating_sub(limit);
        while beyond > 0 {
            // The widest one gives way first.
            let shrinking = self.columns.iter().zip(&mut widths);
            let widest = shrinking
                .filter(|(column, width)| column.shrinks && **width > LEAST)
                .map(|(_, width)| width)
                .max();
            let Some(widest) = widest else { break };
            *widest -= 1;
            beyond -= 1;
        }
        widths
    }

    fn line(
        &self,
        cells: &[(String, Option<Paint>)],
        widths: &[usize],
        style: Style,
        out: &mut String,
    ) {
        let mut line = String::new();
        let last = cells.len().saturating_sub(1);
        for (at, ((text, paint), (column, width))) in cells
            .iter()
            .zip(self.columns.iter().zip(widths))
            .enumerate()
        {
            let text = fit(&style.characters(text), *width, style.either('…', '~'));
            let text = match (at == last, column.side) {
                (true, Side::Left) => text,
                (_, side) => pad(&text, *width, side),
            };
            match paint {
                Some(paint) => line.push_str(&style.paint(*paint, &text)),
                None => line.push_str(&text),
            }
            if at < last {
                line.push_str(&" ".repeat(GAP));
            }
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_widest_text_gives_way() {
        let mut table = Table::new(&[
            Column::whole("ID"),
            Column::number("TIME"),
            Column::text("NAME"),
        ]);
        let cells = |id: &str, time: &str, name: &str| {
            [id, time, name]
                .map(|text| (text.to_owned(), None))
                .to_vec()
        };
        table.row(cells(
            "4bf92f",
            "12 ms",
            "GET /orders/42/items/of/a/long/path",
        ));
        table.row(cells("a", "1,200 ms", "POST /pay"));
        let shown = table.render(
            40,
            Style {
                colour: false,
                ascii: false,
            },
        );
        assert_eq!(
            shown,
            "ID          TIME  NAME\n\
             4bf92f     12 ms  GET /orders…/long/path\n\
             a       1,200 ms  POST /pay\n"
        );
    }
}
