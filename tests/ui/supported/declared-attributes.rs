use std::net::{IpAddr, Ipv4Addr};
use trace_runtime::{TraceContract, attribute::{Attribute, Recorded, Slot}, traced};

struct OrderId(u32);

impl Attribute for OrderId {
    fn record(&self, slot: Slot<'_>) -> Recorded {
        slot.i64(self.0.into())
    }
}

#[derive(Debug)]
struct Card {
    last_digits: &'static str,
}

#[traced(
    kind = client,
    attributes(order.id = order, "card.last-digits" = card.last_digits, card = ?card, to = %to, cents),
)]
fn pay(
    cx: &TraceContract,
    order: &OrderId,
    card: &Card,
    to: IpAddr,
    cents: u64,
    #[attribute] currency: Option<String>,
    #[attribute(name = "note.text", display)] note: &str,
    #[attribute(debug)] lines: Vec<u8>,
) -> String {
    format!("{}{}{to}{cents}{note}{}", order.0, card.last_digits, lines.len()) + &currency.unwrap()
}

fn main() {
    trace_runtime::run_sync("main", |cx| {
        let card = Card { last_digits: "42" };
        let to = IpAddr::from(Ipv4Addr::LOCALHOST);
        let paid = pay(cx, &OrderId(1), &card, to, 7, Some("EUR".to_owned()), "x", vec![]);
        assert_eq!(paid, "142127.0.0.17x0EUR");
    });
}
