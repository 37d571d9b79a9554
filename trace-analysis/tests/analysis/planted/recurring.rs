use fastrand::Rng;
use trace_analysis::{Cell, Pattern, Recurring};

use super::tally::Tally;

const HOUR: i64 = 3_600;
const WEEKS: i64 = 8;
/// Monday, 2 March 2026, 00:00 in Berlin; summer time begins on the 29th, within the weeks.
const BEGIN: i64 = 1_772_406_000;
const SUMMER: i64 = 1_774_746_000;

fn berlin(unix_seconds: i64) -> i64 {
    if unix_seconds < SUMMER {
        HOUR
    } else {
        2 * HOUR
    }
}

/// About as much as a normal distribution, with a deviation of 1.
fn normal(rng: &mut Rng) -> f64 {
    (0..12).map(|_| rng.f64()).sum::<f64>() - 6.0
}

/// Eight weeks of an operation: busier and somewhat slower by day, noise, outages of some
/// hours, holidays with hardly a span; `slow` says how many times slower an hour of the week is.
fn weeks(rng: &mut Rng, slow: impl Fn(usize) -> f64) -> Vec<Cell> {
    let usual = rng.f64() * 200e6 + 5e6;
    let noise = rng.f64() * 0.2 + 0.05;
    let outages: Vec<i64> = (0..4).map(|_| rng.i64(0..WEEKS * 168)).collect();
    let holidays: Vec<i64> = (0..3).map(|_| rng.i64(0..WEEKS * 7)).collect();
    (0..WEEKS * 168)
        .map(|hour| {
            let unix_seconds = BEGIN + hour * HOUR;
            let local = (unix_seconds + berlin(unix_seconds)).div_euclid(HOUR);
            // Thursday was the first day of 1970.
            let of_week = (local + 72).rem_euclid(168) as usize;
            let by_day = if (8..20).contains(&(of_week % 24)) {
                1.15
            } else {
                1.0
            };
            let outage = outages.iter().any(|from| (*from..from + 6).contains(&hour));
            let outage = if outage { 8.0 } else { 1.0 };
            let nanos = usual * by_day * outage * slow(of_week) * (noise * normal(rng)).exp();
            let holiday = holidays.contains(&(hour / 24));
            Cell {
                unix_seconds,
                count: if holiday { 5 } else { rng.u64(40..4_000) },
                p95_nanos: nanos as u64,
            }
        })
        .collect()
}

#[test]
fn a_slow_hour_of_the_week_is_found() {
    let mut tally = Tally::default();
    for seed in 0..200 {
        let mut rng = Rng::with_seed(seed);
        let (day, hour) = (rng.usize(0..7), rng.usize(0..24));
        // Over midnight, and over the end of the week.
        let hours = rng.usize(1..4);
        let factor = rng.f64() * 2.0 + 2.0;
        let planted = seed % 2 == 0;
        let begin = day * 24 + hour;
        let is_slow = |of_week: usize| planted && (of_week + 168 - begin) % 168 < hours;
        let cells = weeks(
            &mut rng,
            |of_week| if is_slow(of_week) { factor } else { 1.0 },
        );
        let found = Recurring::of(&cells, &[], berlin).found;
        let expected = Pattern::Weekly {
            days: 1 << day,
            from: hour as u8,
            to: (hour + hours) as u8,
        };
        let right = found
            .iter()
            .filter(|one| planted && one.pattern == expected)
            .count();
        tally.count(planted, right, found.len() - right);
    }
    tally.demand("slow hours of the week", 90, 90);
}

#[test]
fn a_slow_hour_of_every_day_is_named_once() {
    let mut tally = Tally::default();
    for seed in 0..200 {
        let mut rng = Rng::with_seed(seed);
        let hour = rng.usize(0..24);
        let factor = rng.f64() * 2.0 + 2.0;
        let planted = seed % 2 == 0;
        let is_slow = |of_week: usize| planted && of_week % 24 == hour;
        let cells = weeks(
            &mut rng,
            |of_week| if is_slow(of_week) { factor } else { 1.0 },
        );
        let found = Recurring::of(&cells, &[], berlin).found;
        let expected = Pattern::Daily {
            from: hour as u8,
            to: hour as u8 + 1,
        };
        let right = found
            .iter()
            .filter(|one| planted && one.pattern == expected)
            .count();
        tally.count(planted, right, found.len() - right);
    }
    tally.demand("slow hours of the day", 90, 90);
}

#[test]
fn nights_are_one_finding() {
    let mut rng = Rng::with_seed(1);
    let is_slow = |of_week: usize| of_week % 24 >= 23 || of_week % 24 < 2;
    let cells = weeks(&mut rng, |of_week| if is_slow(of_week) { 3.0 } else { 1.0 });
    let found = Recurring::of(&cells, &[], berlin).found;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].pattern, Pattern::Daily { from: 23, to: 26 });
    assert!(found[0].to_string().contains("every day, 23:00–02:00, "));
    // From Friday evening until Saturday morning, and from Sunday until Monday.
    let is_slow = |of_week: usize| {
        let since = [4 * 24 + 22, 6 * 24 + 22].map(|begin| (of_week + 168 - begin) % 168);
        since.iter().any(|hours| *hours < 5)
    };
    let cells = weeks(&mut rng, |of_week| if is_slow(of_week) { 3.0 } else { 1.0 });
    let found = Recurring::of(&cells, &[], berlin).found;
    assert_eq!(found.len(), 1);
    let expected = "Fridays, Sundays, 22:00–03:00, ";
    assert!(found[0].to_string().contains(expected), "{}", found[0]);
    // Whole days stay days.
    let cells = weeks(
        &mut rng,
        |of_week| if of_week >= 5 * 24 { 3.0 } else { 1.0 },
    );
    let found = Recurring::of(&cells, &[], berlin).found;
    assert_eq!(found.len(), 1);
    let expected = "Saturdays, Sundays, 00:00–24:00, ";
    assert!(found[0].to_string().contains(expected), "{}", found[0]);
}

#[test]
fn what_is_found_holds_when_it_was_slow() {
    let mut rng = Rng::with_seed(3);
    let is_slow = |of_week: usize| (of_week + 168 - 166) % 168 < 4;
    let cells = weeks(&mut rng, |of_week| if is_slow(of_week) { 3.0 } else { 1.0 });
    let found = Recurring::of(&cells, &[], berlin).found;
    for example in &found[0].examples {
        assert!(found[0].pattern.holds(*example, berlin(*example)));
    }
    for cell in &cells {
        let at = cell.unix_seconds;
        let local = (at + berlin(at)).div_euclid(HOUR);
        let expected = is_slow((local + 72).rem_euclid(168) as usize);
        assert_eq!(found[0].pattern.holds(at, berlin(at)), expected);
    }
}

#[test]
fn working_days_are_one_finding() {
    let mut rng = Rng::with_seed(1);
    let is_slow = |of_week: usize| of_week / 24 < 5 && of_week % 24 == 9;
    let cells = weeks(&mut rng, |of_week| if is_slow(of_week) { 3.0 } else { 1.0 });
    let found = Recurring::of(&cells, &[], berlin).found;
    let expected = Pattern::Weekly {
        days: 0b1_1111,
        from: 9,
        to: 10,
    };
    assert_eq!(
        found.iter().map(|one| one.pattern).collect::<Vec<_>>(),
        [expected]
    );
    assert!(found[0].certain);
}

#[test]
fn a_day_of_the_month_is_possible_after_two_months() {
    let cells: Vec<Cell> = (0..61 * 24)
        .map(|hour| Cell {
            unix_seconds: 1_772_323_200 + hour * HOUR,
            count: 100,
            p95_nanos: if hour / 24 % 31 == 4 { 40 } else { 10 },
        })
        .collect();
    let found = Recurring::of(&cells, &[], |_| 0).found;
    let said: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "possibly slow again and again: day 5 of the month, 4.0 times the usual, in 2 of 2 \
          months"
        ]
    );
}

#[test]
fn a_minute_of_every_hour_is_found() {
    let minutes: Vec<Cell> = (0..48 * 60)
        .map(|minute| Cell {
            unix_seconds: BEGIN + minute * 60,
            count: 50,
            p95_nanos: if minute % 60 < 2 { 90 } else { 20 },
        })
        .collect();
    let found = Recurring::of(&[], &minutes, berlin).found;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].pattern, Pattern::Hourly { from: 0, to: 2 });
}

#[test]
fn nothing_and_numbers_at_their_ends_find_nothing() {
    assert!(Recurring::of(&[], &[], berlin).found.is_empty());
    let cell = |unix_seconds, p95_nanos| Cell {
        unix_seconds,
        count: u64::MAX,
        p95_nanos,
    };
    let cells = [
        cell(i64::MIN, 0),
        cell(i64::MAX, u64::MAX),
        cell(0, u64::MAX),
    ];
    assert!(Recurring::of(&cells, &cells, |_| i64::MAX).found.is_empty());
}
