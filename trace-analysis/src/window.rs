//! The rows of a large tree that are worth a first look.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};
use std::iter;

use crate::analysis::Analysis;
use crate::tree::Tree;

/// Down to this depth, rows come before longer ones that stand deeper.
const TOP: u32 = 2;
/// So many children of each parent count for that.
const TOP_CHILDREN: usize = 100;

/// Some rows of a tree, where all of them would be too many to draw.
///
/// A row is never there without its parent. Of the children of a row, the first ones are
/// there, in an order that depends on nothing but the trace: what the trace waited for, then
/// what failed or holds what failed, then the rest; of each the slowest first. So the children
/// that are not there are told by a number: how many of them are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Window {
    /// The rows, by their places in [`Tree::rows`], in the order in which they are drawn.
    pub rows: Vec<u32>,
    /// How many rows below each of `rows` are not there.
    pub hidden: Vec<u32>,
    /// How many children of each of `rows` are not there.
    pub hidden_children: Vec<u32>,
}

impl Window {
    /// The `most` rows of a trace that are drawn first: all of the critical path, then all
    /// that failed, then the top levels, then the slowest ones.
    pub fn of(analysis: &Analysis, most: usize) -> Self {
        let tree = &analysis.tree;
        let order = Order::of(analysis);
        let mut rows = Vec::with_capacity(most.min(tree.rows.len()));
        let mut families = vec![if tree.rows.is_empty() {
            vec![]
        } else {
            vec![0]
        }];
        // The next child of each row that is there, what comes first on top.
        let mut waiting = BinaryHeap::new();
        let first = families[0].first();
        waiting.extend(first.map(|first| Reverse((order.rank(tree, *first, 0), 0, 0))));
        while rows.len() < most
            && let Some(Reverse((_, family, place))) = waiting.pop()
        {
            let row = families[family][place];
            rows.push(row);
            if let Some(next) = families[family].get(place + 1) {
                waiting.push(Reverse((
                    order.rank(tree, *next, place + 1),
                    family,
                    place + 1,
                )));
            }
            let below = order.children(tree, row);
            if let Some(child) = below.first() {
                waiting.push(Reverse((order.rank(tree, *child, 0), families.len(), 0)));
                families.push(below);
            }
        }
        Window::from_rows(tree, rows)
    }

    /// The rows `above`, which stand below each other, and children of the last of them:
    /// `most` of those that follow the first `after`.
    pub fn under(analysis: &Analysis, above: &[u32], after: usize, most: usize) -> Self {
        let tree = &analysis.tree;
        let mut rows = above.to_vec();
        if let Some(parent) = above.last() {
            let children = Order::of(analysis).children(tree, *parent);
            rows.extend(children.into_iter().skip(after).take(most));
        }
        Window::from_rows(tree, rows)
    }

    /// These rows of a tree, in any order, each with all rows above it. Where they would be
    /// more than `most` together, the last ones are left out; the first is always there.
    pub fn around(tree: &Tree, wanted: &[u32], most: usize) -> Self {
        let mut rows = BTreeSet::new();
        for row in wanted {
            let is_new = |row: &u32| !rows.contains(row);
            // A row that is there has all rows above it there.
            let above = tree.ancestors(*row).take_while(is_new);
            let new: Vec<u32> = iter::once(*row).filter(is_new).chain(above).collect();
            if !rows.is_empty() && rows.len() + new.len() > most {
                break;
            }
            rows.extend(new);
        }
        Window::from_rows(tree, rows.into_iter().collect())
    }

    /// The place of a row in `rows`.
    pub fn place(&self, row: u32) -> Option<u32> {
        self.rows.binary_search(&row).ok().map(|place| place as u32)
    }

    /// The place in `rows` of the row, or of the nearest row above it that is there.
    pub fn nearest(&self, tree: &Tree, row: u32) -> Option<u32> {
        self.place(row)
            .or_else(|| tree.ancestors(row).find_map(|above| self.place(above)))
    }

    fn from_rows(tree: &Tree, mut rows: Vec<u32>) -> Self {
        rows.sort_unstable();
        rows.dedup();
        let mut window = Window {
            hidden: Vec::with_capacity(rows.len()),
            hidden_children: Vec::with_capacity(rows.len()),
            rows,
        };
        for row in &window.rows {
            window.hidden.push(tree.rows[*row as usize].descendants);
            let children = tree.children(*row).count();
            window.hidden_children.push(children as u32);
        }
        // From the last to the first: a row comes after those that are above it.
        let mut there = vec![0; window.rows.len()];
        for place in (0..window.rows.len()).rev() {
            window.hidden[place] -= there[place];
            let parent = tree.rows[window.rows[place] as usize].parent;
            if let Some(above) = parent.and_then(|parent| window.place(parent)) {
                there[above as usize] += there[place] + 1;
                window.hidden_children[above as usize] -= 1;
            }
        }
        window
    }
}

/// In which order children are asked for.
struct Order {
    /// By row: 0 where the trace waited for it or for one below, 1 where it or one below
    /// failed, 2 else.
    class: Vec<u8>,
}

/// What comes first is less.
type Rank = (u8, bool, Reverse<u64>, u32);

impl Order {
    fn of(analysis: &Analysis) -> Self {
        let rows = &analysis.tree.rows;
        let mut class = vec![2_u8; rows.len()];
        // From the last to the first: a row comes after those that are above it.
        for (place, row) in rows.iter().enumerate().rev() {
            if analysis.path.holds(place as u32) {
                class[place] = 0;
            } else if row.is_error() {
                class[place] = class[place].min(1);
            }
            if let Some(parent) = row.parent {
                let own = class[place];
                let above = &mut class[parent as usize];
                *above = own.min(*above);
            }
        }
        Order { class }
    }

    /// The children of a row: those that are not there are the last of these.
    fn children(&self, tree: &Tree, row: u32) -> Vec<u32> {
        let mut children: Vec<u32> = tree.children(row).collect();
        children.sort_unstable_by_key(|child| {
            let nanos = tree.rows[*child as usize].time.nanos();
            (self.class[*child as usize], Reverse(nanos), *child)
        });
        children
    }

    fn rank(&self, tree: &Tree, row: u32, place: usize) -> Rank {
        let of = &tree.rows[row as usize];
        let is_deep = of.depth > TOP || place >= TOP_CHILDREN;
        (
            self.class[row as usize],
            is_deep,
            Reverse(of.time.nanos()),
            row,
        )
    }
}
