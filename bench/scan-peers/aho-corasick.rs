//! Rust's aho-corasick as a peer of bench/scan.mjs: which literals a text has, ASCII letters of either case alike.
//! Lines in: `literals FILE`, `texts FILE` (one a line each), `run PASSES`, `hits`.
use aho_corasick::{AhoCorasick, AhoCorasickBuilder};
use std::io::{BufRead, Write};

/// States of four bytes, as ours has them: half the table of the default.
type Scan = AhoCorasick<u32>;

#[repr(C)]
struct Timespec {
    seconds: i64,
    nanoseconds: i64,
}
extern "C" {
    fn clock_gettime(clock: i32, time: *mut Timespec) -> i32;
}
const CLOCK_PROCESS_CPUTIME_ID: i32 = 2;

fn cpu_ns() -> f64 {
    let mut time = Timespec { seconds: 0, nanoseconds: 0 };
    unsafe { clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &mut time) };
    time.seconds as f64 * 1e9 + time.nanoseconds as f64
}

fn read_lines(path: &str) -> Vec<String> {
    std::fs::read_to_string(path).expect("a file of lines").lines().map(String::from).collect()
}

fn made(literals: &[String]) -> Scan {
    let mut builder = AhoCorasickBuilder::new();
    builder.ascii_case_insensitive(true).dfa(true);
    builder.build_with_size::<u32, _, _>(literals).expect("an automaton")
}

/// What was found in all texts: how many pairs, and a sum over them.
struct Found {
    /// By literal: the text in which it was met last, so that it counts once in each.
    met: Vec<u32>,
    stamp: u32,
    hits: u32,
    checksum: u32,
    pairs: Option<Vec<(u32, u32)>>,
}

impl Found {
    #[inline]
    fn meet(&mut self, text: u32, literal: u32) {
        if self.met[literal as usize] == self.stamp {
            return;
        }
        self.met[literal as usize] = self.stamp;
        let mut mixed = text.wrapping_mul(0x9e3779b1) ^ literal.wrapping_mul(0x85ebca6b);
        mixed = (mixed ^ (mixed >> 15)).wrapping_mul(0x2c1b3c6d);
        self.checksum = self.checksum.wrapping_add(mixed ^ (mixed >> 12));
        self.hits += 1;
        if let Some(pairs) = &mut self.pairs {
            pairs.push((text, literal));
        }
    }
}

fn pass(scan: &Scan, texts: &[String], found: &mut Found) {
    found.hits = 0;
    found.checksum = 0;
    for (index, text) in texts.iter().enumerate() {
        found.stamp += 1;
        // Overlapping: otherwise a literal inside or across another one is passed over.
        for hit in scan.find_overlapping_iter(text) {
            found.meet(index as u32, hit.pattern() as u32);
        }
    }
}

fn main() {
    let mut texts = Vec::new();
    let mut scan = None;
    let mut found = Found { met: Vec::new(), stamp: 0, hits: 0, checksum: 0, pairs: None };
    let mut out = std::io::stdout();
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("a line");
        let (word, rest) = line.split_once(' ').unwrap_or((&line, ""));
        match word {
            "literals" => {
                let literals = read_lines(rest);
                let start = cpu_ns();
                scan = Some(made(&literals));
                writeln!(out, "{:.0}", cpu_ns() - start).unwrap();
                found.met = vec![0; literals.len()];
                found.stamp = 0;
            }
            "texts" => {
                texts = read_lines(rest);
                writeln!(out, "{}", texts.len()).unwrap();
            }
            "run" => {
                let mut least = f64::INFINITY;
                for _ in 0..rest.parse::<u32>().unwrap_or(1) {
                    let start = cpu_ns();
                    pass(scan.as_ref().expect("literals first"), &texts, &mut found);
                    least = least.min(cpu_ns() - start);
                }
                writeln!(out, "{:.0} {} {:08x}", least, found.hits, found.checksum).unwrap();
            }
            "hits" => {
                found.pairs = Some(Vec::new());
                pass(scan.as_ref().expect("literals first"), &texts, &mut found);
                for (text, literal) in found.pairs.take().unwrap_or_default() {
                    writeln!(out, "{} {}", text, literal).unwrap();
                }
                writeln!(out, "end").unwrap();
            }
            _ => {}
        }
        out.flush().unwrap();
    }
}
