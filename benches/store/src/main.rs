//! `bench-store`: figures of the trace store, and of any other that takes OTLP.

mod codec;
mod send;

mod load;
mod process;

use clap::Parser;

#[derive(Debug, Parser)]
enum Command {
    /// Sends the load to a server, and looks at its process.
    Send(send::Send),
    /// Makes the load, looks through it and decodes it.
    Codec,
}

fn main() -> anyhow::Result<()> {
    match Command::parse() {
        Command::Send(send) => send.run(),
        Command::Codec => codec::run(),
    }
}
