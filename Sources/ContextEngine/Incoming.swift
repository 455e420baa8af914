import Conversations
import Wire

/// The messages of a request that were not planned before, understood.
struct Incoming {
  /// A message.
  struct Item {
    /// Its place in the request.
    let index: Int
    let message: Message
    let parts: [ContentPart]
  }

  /// Those that belong to the conversation.
  private(set) var spoken: [Item] = []
  /// Those that come and go by nature, and how many of `spoken` stand before each.
  private(set) var passing: [(item: Item, behind: Int)] = []

  /// Reads what a request says from a message on.
  init(of draft: ContextDraft, from first: Int) {
    for (offset, message) in draft.request.messages[first...].enumerated() {
      let item = Item(index: first + offset, message: message, parts: draft.parts(message.source))
      if message.isPassing(item.parts) {
        passing.append((item, spoken.count))
      } else {
        spoken.append(item)
      }
    }
  }

  /// The tools that are called or referred to, each once.
  var tools: [String] {
    var names: [String] = []
    func add(_ name: String) { if !names.contains(name) { names.append(name) } }
    func add(_ part: ContentPart) {
      switch part {
      case .toolCall(let call): add(call.name)
      case .toolReference(let name): add(name)
      case .toolResult(let result): for part in result.parts { add(part) }
      default: break
      }
    }
    for item in spoken { for part in item.parts { add(part) } }
    for (item, _) in passing { for part in item.parts { add(part) } }
    return names
  }
}

/// Which calls and results belong together. A result stands in the turn behind its call: between the assistant's message, or
/// messages in a row, with the call, and the assistant's next one.
struct CallPairs {
  /// A part of one of the messages.
  struct Place: Hashable {
    let item: Int
    let part: Int
  }

  /// The call that each result answers.
  private(set) var callOfResult: [Place: Place] = [:]
  /// Calls without a result.
  private(set) var unanswered: Set<Place> = []
  /// Calls by an id that is taken; so are their results.
  private(set) var repeated: Set<Place> = []

  private var waiting: [String: Place] = [:]
  private var taken: Set<String>
  private var isAnswering = true

  /// Pairs the parts of messages.
  ///
  /// - Parameter taken: ids of calls that are forwarded already.
  init(in items: [Incoming.Item], taken: Set<String>) {
    self.taken = taken
    for (index, item) in items.enumerated() {
      if item.message.role != .assistant {
        isAnswering = true
      } else if isAnswering {
        closeTurn()
        isAnswering = false
      }
      for (part, content) in item.parts.enumerated() {
        take(content, at: Place(item: index, part: part), saidBy: item.message.role)
      }
    }
    closeTurn()
  }

  private mutating func take(_ part: ContentPart, at place: Place, saidBy role: Role) {
    switch part {
    case .toolCall(let call) where role == .assistant:
      if taken.insert(call.id).inserted { waiting[call.id] = place } else { repeated.insert(place) }
    case .toolCall: repeated.insert(place)
    case .toolResult(let result) where role != .assistant:
      callOfResult[place] = waiting.removeValue(forKey: result.callID)
    default: break
    }
  }

  private mutating func closeTurn() {
    unanswered.formUnion(waiting.values)
    waiting = [:]
  }
}
