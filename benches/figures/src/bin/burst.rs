//! Four million spans from two threads as fast as they come, the default settings, OTLP over
//! HTTP to a sink in a process of its own that only counts: what is lost, what it takes of
//! memory and CPU, and what stays of the memory when there is nothing left to do.
//!
//! The threads stay alive after their burst, as those of a server do.
//!
//! Two more bursts say what bounds the first: into an exporter that only encodes, and into
//! one that does nothing.

use std::env;
use std::error::Error;
use std::fs;
use std::hint::black_box;
use std::io::{self, BufRead, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Barrier;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use bench_figures::{Outcome, Serving, in_processes, mib};
use bench_harness::{Figure, system};
use trace_otel::{Otlp, OtlpEncoder, OtlpExporter};
use trace_runtime::exporter::{Batch, Deadline, ExportError, SpanExporter};
use trace_runtime::stats::Stats;
use trace_runtime::{Pipeline, TraceContract, run_sync, stats, traced};

const THREADS: u64 = 2;
/// On each thread.
const TRACES: u64 = 2000;
/// Below each root.
const SPANS: u64 = 1000;
/// In all, with the trace before the burst.
const MADE: u64 = (THREADS * TRACES + 1) * (SPANS + 1);

/// After a burst, until memory is looked at.
const PAUSE: Duration = Duration::from_secs(3);
/// What a clock of CPU time in `/proc` counts in.
const TICK_NS: f64 = 1e7;

/// Starts the sink instead.
const SINK: &str = "sink";

#[inline(never)]
#[traced(attributes(id, user, region))]
fn work(cx: &TraceContract, id: u64, user: &str, region: &'static str) {
    black_box((id, user, region));
}

fn produce(traces: u64, user: &str) {
    for _ in 0..traces {
        run_sync("root", |cx| {
            for id in 0..SPANS {
                work(cx, id, user, "eu-central-1");
            }
        });
    }
}

fn main() -> Outcome {
    if env::args().nth(1).is_some_and(|part| part == SINK) {
        return serve();
    }
    in_processes(&[
        ("http", over_http),
        ("encoded", encoded_alone),
        ("read", read_alone),
    ])
}

fn over_http() -> Outcome {
    let mut sink = Sink::start()?;
    let endpoint = format!("http://{}/v1/traces", sink.0.address.trim()).parse()?;
    let exporter = OtlpExporter::new(&Otlp::http(endpoint))?;
    let (burst, pipeline) = Burst::make(exporter)?;
    pipeline.shutdown(Duration::from_secs(10))?;
    let arrived = sink.stop()?;
    if burst.stats.exported != arrived.spans {
        return Err(format!(
            "{} spans arrived, {} counted as exported",
            arrived.spans, burst.stats.exported
        )
        .into());
    }

    let note = format!(
        "{}, {} messages of {:.0} KiB; counted by the library, and what arrived by the sink",
        burst.losses(),
        arrived.messages,
        arrived.bytes as f64 / 1024.0 / arrived.messages as f64,
    );
    let lost = burst.stats.dropped() as f64;
    Figure::new("burst over HTTP, spans lost", lost, "spans")
        .at_most(0.0)
        .note(&note)
        .print();
    let over_idle = |kib: u64| mib(kib.saturating_sub(burst.idle_kib));
    let figure = "burst over HTTP, memory over idle";
    Figure::new(figure, over_idle(burst.peak_kib), "MiB")
        .at_most(64.0)
        .note("VmHWM over VmRSS once a trace was delivered")
        .print();
    let figure = "burst over HTTP, memory over idle 3 s after";
    let note = format!(
        "VmRSS, the threads still there; {:.1} MiB when they have ended",
        over_idle(burst.gone_kib)
    );
    Figure::new(figure, over_idle(burst.alive_kib), "MiB")
        .at_most(2.0)
        .note(&note)
        .print();
    let note = format!(
        "getrusage of the process; {}, the sink {:.0}",
        burst.by_thread(),
        arrived.cpu_ns as f64 / burst.stats.exported as f64,
    );
    let cpu = burst.cpu_ns / MADE as f64;
    Figure::new("burst over HTTP, CPU a span", cpu, "ns")
        .note(&note)
        .print();
    Ok(())
}

/// What is lost if sending takes no time.
fn encoded_alone() -> Outcome {
    bound(
        "burst that is only encoded, spans lost",
        Encodes(OtlpEncoder::new()),
    )
}

/// What is lost if encoding takes none either.
fn read_alone() -> Outcome {
    bound("burst that is only read, spans lost", Discards)
}

fn bound(figure: &str, exporter: impl SpanExporter) -> Outcome {
    let (burst, pipeline) = Burst::make(exporter)?;
    pipeline.shutdown(Duration::from_secs(10))?;
    let note = format!("{}; CPU a span: {}", burst.losses(), burst.by_thread());
    Figure::new(figure, burst.stats.dropped() as f64, "spans")
        .note(&note)
        .print();
    Ok(())
}

/// `EncodingExporter` counts as well, which takes as long.
struct Encodes(OtlpEncoder);

impl SpanExporter for Encodes {
    fn export(&mut self, batch: &Batch<'_>, _: &Deadline) -> Result<(), ExportError> {
        black_box(self.0.encode(batch));
        Ok(())
    }
}

struct Discards;

impl SpanExporter for Discards {
    fn export(&mut self, _: &Batch<'_>, _: &Deadline) -> Result<(), ExportError> {
        Ok(())
    }
}

/// What was measured of one.
struct Burst {
    stats: Stats,
    elapsed: Duration,
    idle_kib: u64,
    peak_kib: u64,
    /// After the pause, with the threads that made the spans, and without.
    alive_kib: u64,
    gone_kib: u64,
    cpu_ns: f64,
    callers_ns: f64,
    collector_ns: f64,
}

impl Burst {
    fn make(exporter: impl SpanExporter) -> Result<(Burst, Pipeline), Box<dyn Error>> {
        let pipeline = Pipeline::builder().exporter(exporter).install()?;
        let user = String::from("user-4711");
        // The code that is needed is in memory then, and the connection is made.
        produce(1, &user);
        pipeline.flush(Duration::from_secs(10))?;
        let idle_kib = system::resident_kib();

        let (produced, looked_at) = (Barrier::new(3), Barrier::new(3));
        let callers = AtomicU64::new(0);
        let (start, cpu, collector) = (Instant::now(), system::process_cpu(), collector_cpu_ns());
        let (elapsed, alive_kib) = thread::scope(|scope| {
            for _ in 0..THREADS {
                scope.spawn(|| {
                    let cpu = system::thread_cpu();
                    produce(TRACES, &user);
                    let cpu = system::thread_cpu() - cpu;
                    callers.fetch_add(cpu.as_nanos() as u64, Ordering::Relaxed);
                    produced.wait();
                    looked_at.wait();
                });
            }
            produced.wait();
            let elapsed = start.elapsed();
            let give_up = elapsed + Duration::from_secs(30);
            while stats().in_flight() > 0 && start.elapsed() < give_up {
                thread::sleep(Duration::from_millis(5));
            }
            thread::sleep(PAUSE);
            let alive_kib = system::resident_kib();
            looked_at.wait();
            (elapsed, alive_kib)
        });
        let stats = stats();
        if stats.started != MADE || stats.started != stats.exported + stats.dropped() {
            return Err(format!("{MADE} spans were made, and not all counted: {stats:?}").into());
        }
        let burst = Burst {
            stats,
            elapsed,
            idle_kib,
            peak_kib: system::peak_resident_kib(),
            alive_kib,
            gone_kib: system::resident_kib(),
            cpu_ns: (system::process_cpu() - cpu).as_nanos() as f64,
            callers_ns: callers.into_inner() as f64,
            collector_ns: collector_cpu_ns() - collector,
        };
        Ok((burst, pipeline))
    }

    fn losses(&self) -> String {
        format!(
            "{:.0} % of {MADE}, made in {:.2} s",
            self.stats.dropped() as f64 * 100.0 / MADE as f64,
            self.elapsed.as_secs_f64()
        )
    }

    fn by_thread(&self) -> String {
        format!(
            "the threads that make it {:.0} (their clocks), the collector {:.0} for one that is \
             exported (/proc)",
            self.callers_ns / MADE as f64,
            self.collector_ns / self.stats.exported as f64
        )
    }
}

/// CPU time of the collector's thread in ns; 0 where it is not known.
fn collector_cpu_ns() -> f64 {
    let of_thread = |task: fs::DirEntry| {
        let stat = fs::read_to_string(task.path().join("stat")).ok()?;
        let (name, behind) = stat.rsplit_once(')')?;
        if !name.ends_with("trace-collector") {
            return None;
        }
        // User and system, the 14th and the 15th of all.
        let times = behind.split_whitespace().skip(11).take(2);
        let ticks = times.map(|ticks| ticks.parse::<f64>().unwrap_or(0.0));
        Some(ticks.sum::<f64>() * TICK_NS)
    };
    let Ok(tasks) = fs::read_dir("/proc/self/task") else {
        return 0.0;
    };
    tasks.flatten().find_map(of_thread).unwrap_or(0.0)
}

/// What the sink has counted.
struct Arrived {
    messages: u64,
    bytes: u64,
    spans: u64,
    cpu_ns: u64,
}

/// The sink's process.
struct Sink(Serving);

impl Sink {
    fn start() -> io::Result<Sink> {
        Ok(Sink(Serving::start(SINK)?))
    }

    fn stop(&mut self) -> Result<Arrived, String> {
        drop(self.0.process.stdin.take());
        let mut line = String::new();
        self.0
            .said
            .read_line(&mut line)
            .map_err(|error| error.to_string())?;
        match self.0.process.wait() {
            Ok(status) if status.success() => {}
            other => return Err(format!("the sink ended with {other:?}")),
        }
        let numbers: Vec<u64> = line.split_whitespace().flat_map(str::parse).collect();
        let &[messages, bytes, spans, cpu_ns] = &*numbers else {
            return Err(format!("the sink says `{line}`"));
        };
        Ok(Arrived {
            messages,
            bytes,
            spans,
            cpu_ns,
        })
    }
}

static MESSAGES: AtomicU64 = AtomicU64::new(0);
static BYTES: AtomicU64 = AtomicU64::new(0);
static ARRIVED: AtomicU64 = AtomicU64::new(0);

/// Serves until standard input ends, and says what it has counted.
fn serve() -> Outcome {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    say(&listener.local_addr()?.to_string())?;
    #[expect(clippy::disallowed_methods, reason = "a server without a trace")]
    thread::spawn(move || {
        for connection in listener.incoming().flatten() {
            thread::spawn(move || {
                // It ends when the other side goes away.
                let _ = receive(connection);
            });
        }
    });
    io::stdin().lock().read_to_end(&mut Vec::new())?;
    let [messages, bytes, spans] =
        [&MESSAGES, &BYTES, &ARRIVED].map(|number| number.load(Ordering::Relaxed));
    let cpu = system::process_cpu().as_nanos();
    say(&format!("{messages} {bytes} {spans} {cpu}"))?;
    Ok(())
}

fn say(line: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{line}")?;
    out.flush()
}

/// Takes messages from one connection, and answers that each is accepted.
fn receive(mut connection: TcpStream) -> io::Result<()> {
    connection.set_nodelay(true)?;
    let mut buffer = vec![0; 256 * 1024];
    loop {
        let mut have = 0;
        let (body, length) = loop {
            match connection.read(&mut buffer[have..])? {
                0 => return Ok(()),
                read => have += read,
            }
            if let Some(head) = head(&buffer[..have]) {
                break head;
            }
        };
        if buffer.len() < body + length {
            buffer.resize(body + length, 0);
        }
        connection.read_exact(&mut buffer[have..body + length])?;
        let message = &buffer[body..body + length];
        MESSAGES.fetch_add(1, Ordering::Relaxed);
        BYTES.fetch_add(length as u64, Ordering::Relaxed);
        ARRIVED.fetch_add(spans(message).unwrap_or(0), Ordering::Relaxed);
        connection.write_all(
            b"HTTP/1.1 200 OK\r\ncontent-type: application/x-protobuf\r\ncontent-length: 0\r\n\r\n",
        )?;
    }
}

/// Where the body begins, and how long it is.
fn head(bytes: &[u8]) -> Option<(usize, usize)> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    let text = std::str::from_utf8(&bytes[..end]).ok()?;
    let length = text.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        let found = name.eq_ignore_ascii_case("content-length");
        found.then(|| value.trim().parse().ok())?
    })?;
    Some((end + 4, length))
}

/// The spans of a message: fields 2 in fields 2 in fields 1.
fn spans(request: &[u8]) -> Option<u64> {
    let mut spans = 0;
    messages(request, |_, resource_spans| {
        messages(resource_spans, |field, scope_spans| {
            if field == 2 {
                messages(scope_spans, |field, _| {
                    spans += u64::from(field == 2);
                    Some(())
                })?;
            }
            Some(())
        })
    })?;
    Some(spans)
}

/// All fields of a message that has none but messages and texts.
fn messages<'a>(
    mut rest: &'a [u8],
    mut each: impl FnMut(u64, &'a [u8]) -> Option<()>,
) -> Option<()> {
    while !rest.is_empty() {
        let tag = varint(&mut rest)?;
        let length = varint(&mut rest)? as usize;
        let (field, behind) = rest.split_at_checked(length)?;
        each(tag >> 3, field)?;
        rest = behind;
    }
    Some(())
}

fn varint(rest: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let (byte, behind) = rest.split_first()?;
        *rest = behind;
        value |= u64::from(byte & 0x7f) << shift;
        if *byte < 0x80 {
            return Some(value);
        }
    }
    None
}
