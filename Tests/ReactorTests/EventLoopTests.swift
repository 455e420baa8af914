import Glibc
import Testing

@testable import Reactor

@Suite(.timeLimit(.minutes(1))) struct EventLoopTests {
  private let loop = LoopActor.shared.loop

  init() {
    loop.start()
  }

  @Test("a spawned task runs on the loop's thread, also after it has waited")
  func spawnStaysOnLoop() async {
    await confirmation(expectedCount: 2) { isOnLoop in
      await spawn {
        if LoopActor.shared.loop.isOnLoop { isOnLoop() }
        await withCheckedContinuation { continuation in
          LoopActor.shared.loop.after(milliseconds: 0) { continuation.resume() }
        }
        if LoopActor.shared.loop.isOnLoop { isOnLoop() }
      }.value
    }
  }

  @Test("work from another thread runs on the loop in the order it was handed in")
  func execute() async {
    let order = Recorder()
    await withCheckedContinuation { continuation in
      for number in 0..<100 { loop.execute { order.note("\(number)") } }
      loop.execute { continuation.resume() }
    }
    #expect(await order.notes == (0..<100).map { "\($0)" })
  }

  @Test("work put off runs in the same turn, before any flush, and a flush sees what tasks did")
  func turnOrder() async {
    let order = Recorder()
    await withCheckedContinuation { continuation in
      loop.execute {
        LoopActor.shared.loop.flushAtBatchEnd(
          Flusher {
            order.note("flush"); continuation.resume()
          })
        LoopActor.shared.loop.later { order.note("later") }
        spawn { order.note("task") }
        order.note("event")
      }
    }
    #expect(await order.notes.first == "event")
    #expect(await order.notes.last == "flush")
    #expect(await Set(order.notes) == ["event", "later", "task", "flush"])
  }

  @Test("cancelling a task runs its cancellation handler and what it wakes within the same turn")
  func cancelWithinTurn() async {
    let order = Recorder()
    await withCheckedContinuation { continuation in
      loop.execute {
        let waiter = Waiter()
        let task = spawn {
          await waiter.wait()
          order.note("woken")
        }
        LoopActor.shared.loop.later {
          LoopActor.shared.loop.later {
            task.cancel()
            order.note("cancelled")
            LoopActor.shared.loop.flushAtBatchEnd(
              Flusher {
                order.note("flush"); continuation.resume()
              })
          }
        }
      }
    }
    #expect(await order.notes == ["cancelled", "woken", "flush"])
  }

  @Test("timers go off by their time, not by the order they were set, and a cancelled one never")
  func timers() async {
    let order = Recorder()
    await withCheckedContinuation { continuation in
      loop.execute {
        let loop = LoopActor.shared.loop
        loop.after(milliseconds: 3) {
          order.note("second"); continuation.resume()
        }
        loop.after(milliseconds: 1) { order.note("first") }
        loop.cancelTimer(loop.after(milliseconds: 2) { order.note("never") })
      }
    }
    #expect(await order.notes == ["first", "second"])
  }

  @Test("a watched descriptor reports bytes and the peer's end, an unwatched one nothing")
  func readiness() async throws {
    let pair = try SocketPair()
    let order = Recorder()
    await withCheckedContinuation { continuation in
      loop.execute {
        let handler = Handler { readiness in
          var byte: UInt8 = 0
          if readiness.contains(.readable), read(pair.ours, &byte, 1) == 1 { order.note("byte") }
          if readiness.contains(.peerClosed) {
            order.note("end")
            LoopActor.shared.loop.unwatch(pair.ours)
            continuation.resume()
          }
        }
        watch(pair.ours, for: [.readable, .peerClosed], handler)
        var byte: UInt8 = 1
        #expect(write(pair.theirs, &byte, 1) == 1)
        #expect(shutdown(pair.theirs, Int32(SHUT_WR)) == 0)
      }
    }
    #expect(await order.notes == ["byte", "end"])
  }

  @Test(
    "an event for a descriptor unwatched earlier in the batch is dropped, also when its number is in use again"
  )
  func staleEvents() async throws {
    let first = try SocketPair()
    let second = try SocketPair()
    let order = Recorder()
    await withCheckedContinuation { continuation in
      loop.execute {
        let loop = LoopActor.shared.loop
        @LoopActor func rewatch(_ fd: Int32) {
          loop.unwatch(fd)
          watch(fd, for: .peerClosed, Handler { _ in order.note("stale") })
        }
        // Whichever is reported first takes the other's place in the same batch.
        for (mine, other) in [(first.ours, second.ours), (second.ours, first.ours)] {
          let handler = Handler { _ in
            order.note("fresh")
            rewatch(other)
            loop.unwatch(mine)
            loop.later {
              loop.unwatch(other)
              continuation.resume()
            }
          }
          watch(mine, for: .readable, handler)
        }
        var byte: UInt8 = 1
        #expect(write(first.theirs, &byte, 1) == 1)
        #expect(write(second.theirs, &byte, 1) == 1)
      }
    }
    #expect(await order.notes == ["fresh"])
  }

  @Test("a descriptor the system cannot watch is an error that says so")
  func unwatchable() async throws {
    let file = open("/dev/null", O_RDONLY)
    defer { close(file) }
    let error = await watch(file, for: .readable, Handler { _ in })
    #expect(error == SocketError(code: EPERM, attempt: "watch a descriptor"))
    #expect(error?.description == "cannot watch a descriptor: Operation not permitted")
  }
}

@discardableResult
@LoopActor private func watch(_ fd: Int32, for interest: Readiness, _ handler: Handler) -> SocketError? {
  do throws(SocketError) {
    try LoopActor.shared.loop.watch(fd, for: interest, handler)
    return nil
  } catch {
    return error
  }
}

/// Notes down what happened, in order.
@LoopActor final class Recorder {
  private(set) var notes: [String] = []

  nonisolated init() {}

  func note(_ text: String) {
    notes.append(text)
  }
}

/// Waits until its task is cancelled.
@LoopActor private final class Waiter {
  private var continuation: CheckedContinuation<Void, Never>?

  func wait() async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        if Task.isCancelled { continuation.resume() } else { self.continuation = continuation }
      }
    } onCancel: {
      LoopActor.assume(self) { $0.continuation?.resume() }
    }
  }
}

private final class Flusher: BatchFlushing {
  private let body: @LoopActor () -> Void

  @LoopActor init(_ body: @escaping @LoopActor () -> Void) {
    self.body = body
  }

  func flushBatch() {
    body()
  }
}

private final class Handler: EventHandler {
  private let body: @LoopActor (Readiness) -> Void

  @LoopActor init(_ body: @escaping @LoopActor (Readiness) -> Void) {
    self.body = body
  }

  func ready(_ readiness: Readiness) {
    body(readiness)
  }
}

/// Two connected sockets, closed with it.
private final class SocketPair: Sendable {
  let ours: Int32
  let theirs: Int32

  init() throws {
    var pair: [Int32] = [0, 0]
    try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &pair) == 0)
    ours = pair[0]
    theirs = pair[1]
  }

  deinit {
    close(ours)
    close(theirs)
  }
}
