use std::cell::{Cell, RefCell};
use std::io::Write;
use std::os::unix::net::UnixStream;
use std::rc::Rc;
use std::time::{Duration, Instant};

use super::*;

/// Runs a task to its end, once with each way to the kernel, on a reactor of its own.
pub(crate) fn run<T: PartialEq + std::fmt::Debug + 'static>(
    task: impl AsyncFnOnce(Core) -> T + Clone + 'static,
) -> T {
    let with_epoll = run_with(Io::Epoll, task.clone());
    assert_eq!(run_with(Io::Auto, task), with_epoll);
    with_epoll
}

fn run_with<T: 'static>(io: Io, task: impl AsyncFnOnce(Core) -> T + 'static) -> T {
    let (reactor, _remote) = Reactor::<()>::new(io).unwrap();
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

/// Two ends of a connection.
fn pair() -> (UnixStream, UnixStream) {
    let (near, far) = UnixStream::pair().unwrap();
    for socket in [&near, &far] {
        socket.set_nonblocking(true).unwrap();
    }
    (near, far)
}

/// Everything that comes, in pieces of at most `N` bytes.
async fn read_to_end<const N: usize>(registered: &Registered, socket: &UnixStream) -> Vec<u8> {
    let mut all = Vec::new();
    loop {
        registered.readable().await;
        let mut buffer = [0; N];
        match registered.read(socket, &mut buffer) {
            Ok(0) => return all,
            Ok(length) => all.extend_from_slice(&buffer[..length]),
            Err(error) => assert_eq!(error.kind(), std::io::ErrorKind::WouldBlock),
        }
    }
}

#[test]
fn timers_fire_in_their_order() {
    let order = run(async |core| {
        let order = Rc::new(RefCell::new(Vec::new()));
        // All of them are asleep by then.
        let begin = Instant::now() + Duration::from_millis(200);
        for millis in [30, 10, 20] {
            let (sleeper, order) = (core.clone(), order.clone());
            core.spawn(async move {
                let then = begin + Duration::from_millis(millis);
                sleeper.sleep_until(then).await;
                order.borrow_mut().push(millis);
            });
        }
        while order.borrow().len() < 3 {
            core.sleep(Duration::from_millis(1)).await;
        }
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
        let short = timeout(&core, Duration::from_secs(60), short).await;
        assert_eq!(core.0.timers.borrow().wait(Instant::now()), None);
        (long, short)
    });
    assert_eq!(results, (Err(Elapsed), Ok(())));
}

#[test]
fn a_socket_wakes_its_task_and_is_read_up_to_its_end() {
    let read = run(async |core| {
        let (mut near, far) = UnixStream::pair().unwrap();
        far.set_nonblocking(true).unwrap();
        let registered = core.register(&far).unwrap();
        registered.begin(&far).unwrap();
        core.spawn(async move {
            near.write_all(b"hello").unwrap();
        });
        let all = read_to_end::<3>(&registered, &far).await;
        (all, registered.has_ended())
    });
    assert_eq!(read, (b"hello".to_vec(), true));
}

#[test]
fn much_goes_through_a_socket_that_is_read_slowly() {
    const MUCH: usize = 3 << 20;
    run(async |core| {
        let (near, far) = pair();
        let writer = core.clone();
        core.spawn(async move {
            let registered = writer.register(&near).unwrap();
            registered.begin(&near).unwrap();
            let bytes: Vec<u8> = (0..MUCH).map(|at| at as u8).collect();
            let mut rest = &bytes[..];
            while !rest.is_empty() {
                match registered.write(&near, rest) {
                    Ok(length) => rest = &rest[length..],
                    Err(error) => assert_eq!(error.kind(), std::io::ErrorKind::WouldBlock),
                }
                registered.writable().await.unwrap();
            }
            registered.sent().await;
        });
        let registered = core.register(&far).unwrap();
        registered.begin(&far).unwrap();
        let mut buffer = vec![0; 10_000];
        let mut total = 0;
        while total < MUCH {
            registered.readable().await;
            if let Ok(length) = registered.read(&far, &mut buffer) {
                let expected = (total..total + length).map(|at| at as u8);
                assert!(buffer[..length].iter().copied().eq(expected));
                total += length;
            }
        }
    });
}

#[test]
fn more_sockets_than_buffers_are_read_each_at_its_own_pace() {
    const SOCKETS: usize = 300;
    run(async |core| {
        let done = Rc::new(Cell::new(0));
        for number in 0..SOCKETS {
            let (mut near, far) = UnixStream::pair().unwrap();
            far.set_nonblocking(true).unwrap();
            let text = format!("the text of socket {number}");
            near.write_all(text.as_bytes()).unwrap();
            let (reader, done) = (core.clone(), done.clone());
            core.spawn(async move {
                let registered = reader.register(&far).unwrap();
                registered.begin(&far).unwrap();
                let mut all = Vec::new();
                while all.len() < text.len() {
                    registered.readable().await;
                    let mut buffer = [0; 8];
                    if let Ok(length) = registered.read(&far, &mut buffer) {
                        all.extend_from_slice(&buffer[..length]);
                    }
                    reader.sleep(Duration::from_millis(number as u64 % 3)).await;
                }
                assert_eq!(String::from_utf8(all).unwrap(), text);
                drop(near);
                done.set(done.get() + 1);
            });
        }
        while done.get() < SOCKETS {
            core.sleep(Duration::from_millis(1)).await;
        }
    });
}

#[test]
fn what_had_no_room_leaves_though_its_socket_is_closed() {
    const MUCH: usize = 30_000;
    let read = run_with(Io::Auto, async |core| {
        let (near, far) = pair();
        socket2::SockRef::from(&near)
            .set_send_buffer_size(4096)
            .unwrap();
        let writer = core.register(&near).unwrap();
        writer.begin(&near).unwrap();
        let is_ring = writer.has_received().is_some();
        let mut bytes: Vec<u8> = (0..MUCH).map(|at| at as u8).collect();
        let length = writer.write(&near, &bytes).unwrap();
        bytes.truncate(length);
        drop((writer, near));
        let reader = core.register(&far).unwrap();
        reader.begin(&far).unwrap();
        let all = read_to_end::<1000>(&reader, &far).await;
        assert!(all == bytes, "{} of {length} bytes", all.len());
        (all.len(), is_ring)
    });
    assert!(read.0 == MUCH || !read.1);
}

#[test]
fn a_broken_connection_is_noticed_by_who_writes() {
    run(async |core| {
        let (near, far) = UnixStream::pair().unwrap();
        near.set_nonblocking(true).unwrap();
        let registered = core.register(&near).unwrap();
        registered.begin(&near).unwrap();
        drop(far);
        registered.readable().await;
        let broken = loop {
            match registered.write(&near, b"x") {
                Ok(_) => registered.writable().await.unwrap(),
                Err(error) => break error,
            }
        };
        assert_eq!(broken.kind(), std::io::ErrorKind::BrokenPipe);
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
    let (reactor, remote) = Reactor::new(Io::Auto).unwrap();
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
