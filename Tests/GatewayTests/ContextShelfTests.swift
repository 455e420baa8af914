import ContextEngine
import Conversations
import Testing

@testable import Gateway

@Suite("The states of the conversations used last")
struct ContextShelfTests {
  private func key(_ session: String, branch: Int = 0, model: String = "m") -> ContextKey {
    ContextKey(session: SessionID(session), branch: branch, backend: "b", model: model)
  }

  private func place(_ session: String) -> ContextShelf.Place { .init(key(session)) }

  /// What is on a shelf of a place, as it is written down.
  private func states(_ shelf: inout ContextShelf, _ session: String) -> [Int: [UInt8]] {
    shelf.states(of: place(session)).mapValues { $0.encoded() }
  }

  @Test func `a place has its lines, and another model's are in another place`() throws {
    let (first, second) = (try LongRequest.state(steps: 1), try LongRequest.state(steps: 2))
    var shelf = ContextShelf(capacity: 1_000)
    #expect(!shelf.knows(place("s")))
    shelf.adopt([:], of: place("s"))
    #expect(shelf.knows(place("s")) && states(&shelf, "s").isEmpty)
    shelf.keep(first, weight: 1, of: key("s"))
    shelf.keep(second, weight: 1, of: key("s", branch: 1))
    #expect(states(&shelf, "s") == [0: first.encoded(), 1: second.encoded()])
    #expect(!shelf.knows(.init(key("s", model: "other"))))
  }

  @Test func `what is kept stands over what the disk has, whichever comes first`() throws {
    let (old, new) = (try LongRequest.state(steps: 1), try LongRequest.state(steps: 2))
    var shelf = ContextShelf(capacity: 1_000)
    shelf.adopt([0: (old, 1), 1: (old, 1)], of: place("s"))
    shelf.keep(new, weight: 1, of: key("s"))
    shelf.adopt([0: (old, 1), 1: (old, 1)], of: place("s"))
    #expect(states(&shelf, "s") == [0: new.encoded(), 1: old.encoded()])
  }

  @Test func `the place used longest ago leaves first, and never the one in use`() throws {
    let state = try LongRequest.state(steps: 1)
    var shelf = ContextShelf(capacity: 100)
    for session in ["a", "b", "c"] { shelf.adopt([0: (state, 40)], of: place(session)) }
    #expect(!shelf.knows(place("a")) && shelf.knows(place("b")) && shelf.knows(place("c")))
    _ = shelf.states(of: place("b"))
    shelf.adopt([0: (state, 40)], of: place("d"))
    #expect(shelf.knows(place("b")) && !shelf.knows(place("c")))
    shelf.keep(state, weight: 500, of: key("b"))
    #expect(shelf.knows(place("b")) && !shelf.knows(place("d")))
    // Back to a size that leaves room: nothing is counted twice.
    shelf.keep(state, weight: 40, of: key("b"))
    shelf.adopt([0: (state, 60)], of: place("e"))
    #expect(shelf.knows(place("b")) && shelf.knows(place("e")))
  }

  @Test func `a line is not put where the place's other lines are gone`() throws {
    let state = try LongRequest.state(steps: 1)
    var shelf = ContextShelf(capacity: 100)
    shelf.adopt([0: (state, 60), 1: (state, 30)], of: place("a"))
    shelf.adopt([0: (state, 60)], of: place("b"))
    shelf.keep(state, weight: 60, of: key("a"))
    #expect(!shelf.knows(place("a")))
  }
}
