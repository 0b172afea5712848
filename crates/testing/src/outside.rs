//! The rest of the world, as far as a test needs it: listeners on other addresses, which count whoever comes.
//!
//! A policy that holds makes no contact, not even a refused one, so "no request in the log" is not enough: raw TCP connects and
//! UDP packets (DNS, STUN, QUIC) are counted too.

use std::io::Read;
use std::net::{SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result};

/// Listeners beyond the origin. Stops when dropped.
pub struct Outside {
    addresses: Vec<SocketAddr>,
    contacts: Arc<Mutex<Vec<String>>>,
    stop: Arc<AtomicBool>,
}

impl Outside {
    /// Listens on free ports, TCP and UDP with the same number, of 127.0.0.1 (another port of the app's host) and of 127.0.0.2
    /// (another host; on systems whose loopback has only one address, two ports of it).
    pub fn listen() -> Result<Outside> {
        let mut outside = Outside {
            addresses: Vec::new(),
            contacts: Arc::default(),
            stop: Arc::new(AtomicBool::new(false)),
        };
        for host in ["127.0.0.1", "127.0.0.2"] {
            let (tcp, udp) = pair(host).or_else(|_| pair("127.0.0.1")).context("no port to listen on")?;
            outside.addresses.push(tcp.local_addr()?);
            outside.watch_tcp(tcp)?;
            outside.watch_udp(udp)?;
        }
        Ok(outside)
    }

    /// The addresses that are listened on; each takes TCP and UDP.
    pub fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }

    /// Who came so far, one line each: "tcp to 127.0.0.2:4711: GET /secret HTTP/1.1", "udp to 127.0.0.1:4712 from 127.0.0.1:50000".
    pub fn contacts(&self) -> Vec<String> {
        self.contacts.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn watch_tcp(&self, listener: TcpListener) -> Result<()> {
        let (at, note, stop) = (listener.local_addr()?, self.contacts.clone(), self.stop.clone());
        listener.set_nonblocking(true)?;
        std::thread::spawn(move || {
            while !stop.load(Ordering::SeqCst) {
                match listener.accept() {
                    Ok((stream, _)) => {
                        let note = note.clone();
                        std::thread::spawn(move || {
                            push(&note, format!("tcp to {at}: {}", first_line(stream)))
                        });
                    }
                    Err(_) => std::thread::sleep(Duration::from_millis(5)),
                }
            }
        });
        Ok(())
    }

    fn watch_udp(&self, socket: UdpSocket) -> Result<()> {
        let (at, note, stop) = (socket.local_addr()?, self.contacts.clone(), self.stop.clone());
        socket.set_read_timeout(Some(Duration::from_millis(50)))?;
        std::thread::spawn(move || {
            while !stop.load(Ordering::SeqCst) {
                if let Ok((_, from)) = socket.recv_from(&mut [0; 2048]) {
                    push(&note, format!("udp to {at} from {from}"));
                }
            }
        });
        Ok(())
    }
}

impl Drop for Outside {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
    }
}

/// What a caller says first, such as "GET /secret HTTP/1.1"; a connection without a word is a contact all the same.
fn first_line(mut stream: TcpStream) -> String {
    let mut bytes = [0; 300];
    let patience = stream
        .set_nonblocking(false)
        .and_then(|()| stream.set_read_timeout(Some(Duration::from_millis(300))));
    let length = patience.and_then(|()| stream.read(&mut bytes)).unwrap_or(0);
    String::from_utf8_lossy(&bytes[..length]).lines().next().unwrap_or("(says nothing)").to_owned()
}

fn push(note: &Mutex<Vec<String>>, line: String) {
    note.lock().unwrap_or_else(PoisonError::into_inner).push(line);
}

/// A TCP listener and a UDP socket on the same free port.
fn pair(host: &str) -> std::io::Result<(TcpListener, UdpSocket)> {
    let mut last = std::io::Error::other("never tried");
    for _ in 0..20 {
        let tcp = TcpListener::bind((host, 0))?;
        match UdpSocket::bind(tcp.local_addr()?) {
            Ok(udp) => return Ok((tcp, udp)),
            Err(error) => last = error,
        }
    }
    Err(last)
}

#[cfg(test)]
mod tests {
    use std::net::{TcpStream, UdpSocket};
    use std::time::Duration;

    use super::Outside;

    #[test]
    fn counts_a_connection_and_a_packet() {
        let outside = Outside::listen().unwrap();
        assert_eq!(outside.contacts(), Vec::<String>::new());
        TcpStream::connect(outside.addresses()[0]).unwrap();
        UdpSocket::bind("127.0.0.1:0").unwrap().send_to(b"?", outside.addresses()[1]).unwrap();
        for _ in 0..100 {
            if outside.contacts().len() == 2 {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("only {:?} was noticed", outside.contacts());
    }
}
