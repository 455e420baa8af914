import CCurl
import Reactor
import Wire

/// A call on its way: what libcurl brings on one side, one reader who waits for it on the other.
///
/// At most about `maxUnread` bytes wait for the reader; beyond that the connection is not read, so that a slow reader
/// slows its own backend and nothing else.
@LoopActor final class Transfer {
  /// Bytes that may wait unread before the connection is paused.
  static let maxUnread = 256 << 10

  let handle: CurlHandle
  private let multi: CurlMulti
  private let connectTimeout: Duration
  private var silence: SilenceLimit
  private var timer: TimerID?
  private var reader = ResponseHeadReader()
  private var unread: [UInt8] = []
  private var isPaused = false
  private var refusal: TransportError?
  private var end: Result<Void, TransportError>?
  private var waiting: CheckedContinuation<Void, Never>?

  /// A transfer that starts now.
  init(_ call: UpstreamCall, on handle: CurlHandle, of multi: CurlMulti) {
    self.handle = handle
    self.multi = multi
    connectTimeout = call.connectTimeout
    silence = SilenceLimit(
      firstByte: call.firstByteTimeout, idle: call.idleTimeout, now: LoopActor.shared.loop.now)
  }

  /// Gives the call up if there has been silence for too long, else looks again when it may have been.
  func checkSilence() {
    let loop = LoopActor.shared.loop
    if let timer { loop.cancelTimer(timer) }
    switch silence.verdict(at: loop.now) {
    case .lookAgain(let milliseconds):
      // Strongly held, until the end cancels it: a weak reference would make every use of the transfer slower.
      timer = loop.after(milliseconds: milliseconds) { self.checkSilence() }
    case .expired(let error): stop(error)
    }
  }

  /// Gives the call up and closes its connection. Without effect when it is over.
  func stop(_ error: TransportError) {
    guard end == nil else { return }
    conclude(.failure(error))
    multi.release(self)
  }

  private func conclude(_ result: Result<Void, TransportError>) {
    end = result
    if let timer { LoopActor.shared.loop.cancelTimer(timer) }
    wake()
  }

  private func wake() {
    waiting?.resume()
    waiting = nil
  }
}

// MARK: - What libcurl brings

extension Transfer {
  /// A line of the head or trailer, line end included. False ends the transfer.
  func receiveHeaderLine(_ line: UnsafeRawBufferPointer) -> Bool {
    do throws(TransportError) {
      try reader.append(line: line)
    } catch {
      refusal = error
      return false
    }
    if reader.head != nil { wake() }
    return true
  }

  /// A piece of the body. False pauses the transfer; the piece comes again when it goes on.
  func receive(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard unread.count < Self.maxUnread else {
      isPaused = true
      silence.pause()
      return false
    }
    noteBytes()
    // Nobody waits for more while some wait unread, and answers come in a thousand pieces at once.
    if unread.isEmpty { wake() }
    unread.append(contentsOf: bytes)
    return true
  }

  private func noteBytes() {
    let isFirst = !silence.hasBegun
    silence.noteBytes(at: LoopActor.shared.loop.now)
    if isFirst { checkSilence() }
  }

  /// The transfer is over.
  func finish(_ code: CURLcode) {
    if let refusal {
      conclude(.failure(refusal))
    } else if code != CURLE_OK, let address = handle.forbidden {
      conclude(.failure(.notLocal(address)))
    } else if code != CURLE_OK {
      conclude(.failure(TransportError(code, text: handle.text(of: code), connectTimeout: connectTimeout)))
    } else if reader.head == nil {
      conclude(.failure(.reset("the server closed the connection without an answer")))
    } else {
      conclude(.success(()))
    }
  }
}

// MARK: - What the reader waits for

extension Transfer {
  /// Waits for the final head.
  func awaitHead() async throws(TransportError) -> HTTPResponseHead {
    while true {
      if let head = reader.head { return head }
      try end?.get()
      await change { reader.head != nil }
    }
  }

  /// Waits for bytes; nil is the clean end.
  func next() async throws(TransportError) -> [UInt8]? {
    while true {
      if !unread.isEmpty { return takeUnread() }
      if let end {
        try end.get()
        return nil
      }
      await change { !unread.isEmpty }
    }
  }

  private func takeUnread() -> [UInt8] {
    let bytes = unread
    unread = []
    resumeIfPaused()
    return bytes
  }

  private func resumeIfPaused() {
    guard isPaused, end == nil else { return }
    isPaused = false
    silence.resume(at: LoopActor.shared.loop.now)
    multi.resume(self)
  }

  /// Waits until something happens: a head, bytes, the end. A cancelled task stops the transfer.
  ///
  /// - Parameter isHere: whether what is waited for has come; it may have before the wait begins.
  private func change(_ isHere: () -> Bool) async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        precondition(waiting == nil, "a transfer has one reader")
        waiting = continuation
        // A task that was cancelled before has stopped the transfer already, and nothing will happen any more.
        if end != nil || isHere() { wake() }
      }
    } onCancel: {
      cancelFromAnywhere()
    }
  }

  private nonisolated func cancelFromAnywhere() {
    let loop = LoopActor.shared.loop
    if loop.isOnLoop {
      LoopActor.assume(self) { $0.stop(.cancelled) }
    } else {
      loop.execute { self.stop(.cancelled) }
    }
  }
}
