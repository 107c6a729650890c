use std::cell::RefCell;
use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::rc::Rc;
use std::time::{Duration, Instant};

use super::*;

/// Runs a task to its end on a reactor of its own.
fn run<T: 'static>(task: impl AsyncFnOnce(Core) -> T + 'static) -> T {
    let (reactor, _remote) = Reactor::<()>::new().unwrap();
    let core = reactor.core();
    let result = Rc::new(RefCell::new(None));
    let slot = result.clone();
    core.clone().spawn(async move {
        let value = task(core.clone()).await;
        slot.replace(Some(value));
        core.stop();
    });
    reactor.run(|()| ()).unwrap();
    result.take().unwrap()
}

#[test]
fn timers_fire_in_their_order() {
    let order = run(async |core| {
        let order = Rc::new(RefCell::new(Vec::new()));
        for millis in [30, 10, 20] {
            let (sleeper, order) = (core.clone(), order.clone());
            core.spawn(async move {
                sleeper.sleep(Duration::from_millis(millis)).await;
                order.borrow_mut().push(millis);
            });
        }
        core.sleep(Duration::from_millis(50)).await;
        order.take()
    });
    assert_eq!(order, [10, 20, 30]);
}

#[test]
fn a_timeout_ends_what_takes_too_long_and_nothing_else() {
    let results = run(async |core| {
        let long = core.sleep(Duration::from_secs(60));
        let long = timeout(&core, Duration::from_millis(5), long).await;
        let short = core.sleep(Duration::from_millis(1));
        (long, timeout(&core, Duration::from_secs(60), short).await)
    });
    assert_eq!(results, (Err(Elapsed), Ok(())));
}

#[test]
fn a_socket_wakes_its_task_and_only_for_what_it_waits_for() {
    let read = run(async |core| {
        let (mut near, far) = UnixStream::pair().unwrap();
        far.set_nonblocking(true).unwrap();
        let registered = core.register(&far).unwrap();
        core.spawn(async move {
            near.write_all(b"hello").unwrap();
        });
        registered.readable().await;
        let mut buffer = [0; 16];
        let length = (&far).read(&mut buffer).unwrap();
        // The other end is gone now, so it stays readable up to the end.
        registered.clear_readable();
        registered.readable().await;
        (buffer[..length].to_vec(), registered.has_ended())
    });
    assert_eq!(read, (b"hello".to_vec(), true));
}

#[test]
fn a_full_socket_is_writable_again_when_it_is_read() {
    run(async |core| {
        let (near, mut far) = UnixStream::pair().unwrap();
        near.set_nonblocking(true).unwrap();
        let registered = core.register(&near).unwrap();
        let chunk = [0; 4096];
        let mut written = 0;
        while let Ok(length) = (&near).write(&chunk) {
            written += length;
        }
        registered.clear_writable();
        core.spawn(async move {
            far.read_exact(&mut vec![0; written]).unwrap();
            // Keeps the other end open until the task has seen that there is room.
            std::mem::forget(far);
        });
        registered.writable().await.unwrap();
        assert!((&near).write(&chunk).unwrap() > 0);
    });
}

#[test]
fn a_cancelled_task_is_dropped_at_once() {
    let dropped = run(async |core| {
        let held = Rc::new(());
        let theirs = held.clone();
        let sleeper = core.clone();
        let task = core.spawn(async move {
            sleeper.sleep(Duration::from_secs(60)).await;
            drop(theirs);
        });
        core.sleep(Duration::from_millis(1)).await;
        assert_eq!(Rc::strong_count(&held), 2);
        core.cancel(task);
        assert!(!core.is_alive(task));
        Rc::strong_count(&held)
    });
    assert_eq!(dropped, 1);
}

#[test]
fn an_id_of_a_task_that_has_ended_names_no_other() {
    run(async |core| {
        let first = core.spawn(async {});
        core.sleep(Duration::from_millis(1)).await;
        let sleeper = core.clone();
        let second = core.spawn(async move { sleeper.sleep(Duration::from_secs(60)).await });
        core.cancel(first);
        assert!(core.is_alive(second));
        core.cancel(second);
    });
}

#[test]
fn messages_come_from_other_threads() {
    let (reactor, remote) = Reactor::new().unwrap();
    let core = reactor.core();
    let sender = std::thread::spawn(move || (0..100).all(|number| remote.send(number)));
    let mut received = Vec::new();
    let begun = Instant::now();
    reactor
        .run(|number| {
            received.push(number);
            if number == 99 {
                core.stop();
            }
        })
        .unwrap();
    assert!(sender.join().unwrap() && begun.elapsed() < Duration::from_secs(30));
    assert_eq!(received, (0..100).collect::<Vec<_>>());
}
