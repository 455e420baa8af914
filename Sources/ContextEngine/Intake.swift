import Conversations
import Tokens
import Wire

/// Takes the new messages of a request into a state: what becomes of each part when it is forwarded for the first time.
///
/// What is decided depends on the message and on what precedes it alone, and is not revisited before an epoch.
struct Intake {
  /// What the intake adds to.
  var state: ContextState
  /// For each record its place in the request.
  private(set) var places: [Int]
  /// What was counted for the first time.
  private(set) var counted: [MessageCount] = []
  /// What messages that come and go take as the client sent them.
  var passingTokens = 0

  let draft: ContextDraft
  private let caps: IngestCaps
  private let settings: ContextSettings
  private let size: PromptSize
  /// What the model was reminded of last, by what it is about.
  var reminders: [String: Fingerprint]
  /// What was taken out of messages, with the record it belonged to.
  private var orphans: [(text: String, record: Int)] = []

  /// An intake into a state that was aligned with the request.
  init(
    into state: ContextState, at places: [Int], of draft: ContextDraft, settings: ContextSettings,
    size: PromptSize
  ) {
    self.state = state
    self.places = places
    self.draft = draft
    self.settings = settings
    self.size = size
    caps = IngestCaps(settings: settings, span: state.terms.span)
    reminders = state.remindersInForce
  }

  /// Takes messages in.
  mutating func take(_ incoming: Incoming, counting counter: inout PromptCounter) {
    let pairs = CallPairs(in: incoming.spoken, taken: state.callIDs)
    var uses: [CallPairs.Place: ToolUse] = [:]
    for (index, item) in incoming.spoken.enumerated() {
      for (part, content) in item.parts.enumerated() {
        guard case .toolCall(let call) = content else { continue }
        uses[CallPairs.Place(item: index, part: part)] = ToolUse(of: call)
      }
      take(item, at: index, pairs, uses, counting: &counter)
    }
    for (text, record) in orphans { add(text, on: .message, behind: record, counting: &counter) }
  }

  private mutating func take(
    _ item: Incoming.Item, at index: Int, _ pairs: CallPairs, _ uses: [CallPairs.Place: ToolUse],
    counting counter: inout PromptCounter
  ) {
    let source = item.message.source.withBytes { Array($0) }
    let hash = Fingerprint(of: source)
    let counts = counts(of: item, named: hash, counting: &counter)
    var parts: [HeldPart] = []
    for (part, content) in item.parts.enumerated() {
      let place = CallPairs.Place(item: index, part: part)
      let use = uses[place] ?? pairs.callOfResult[place].flatMap { uses[$0] }
      var held = held(content, saidBy: item.message.role, use, tokens: counts[part])
      if pairs.isOrphan(content, at: place) {
        noteOrphan(content)
        held.drop(turn: state.turn)
      } else {
        shorten(&held, content, use, saidBy: item.message.role, counting: &counter)
      }
      parts.append(held)
    }
    shareRoom(among: &parts, item.parts, pairs, uses, at: index, counting: &counter)
    let isTask =
      parts.contains { $0.kind == .text } && !parts.contains { $0.kind == .result && $0.isForwarded }
    if state.task == nil, item.message.role == .user, isTask {
      state.task = state.records.count
    }
    state.held.append(
      HeldMessage(
        record: state.records.count, role: item.message.role, source: source, sourceHash: hash, parts: parts))
    state.records.append(
      MessageRecord(
        fingerprint: item.message.fingerprint, alias: nil,
        skeleton: MessageRecord.skeleton(of: item.parts, saidBy: item.message.role),
        role: item.message.role, size: source.count, tokens: size.tokens(ofOriginal: parts)))
    places.append(item.index)
  }

  /// What a message takes as the client sent it.
  mutating func tokens(ofOriginal item: Incoming.Item, counting counter: inout PromptCounter) -> Int {
    let hash = item.message.source.withBytes { Fingerprint(of: $0) }
    let counts = counts(of: item, named: hash, counting: &counter)
    let parts = zip(item.parts, counts).map { held($0, saidBy: item.message.role, nil, tokens: $1) }
    return size.tokens(ofOriginal: parts)
  }

  private mutating func counts(
    of item: Incoming.Item, named hash: Fingerprint, counting counter: inout PromptCounter
  ) -> [Int] {
    if let known = draft.counts[hash], known.count == item.parts.count { return known }
    var counts: [Int] = []
    for part in item.parts { counts.append(counter.count(part, saidBy: item.message.role)) }
    counted.append(MessageCount(source: hash, parts: counts))
    return counts
  }

  // MARK: Parts

  private func held(_ part: ContentPart, saidBy role: Role, _ use: ToolUse?, tokens: Int) -> HeldPart {
    func held(_ kind: HeldPart.Kind, _ label: String, name: String = "") -> HeldPart {
      HeldPart(kind: kind, name: name, label: label, tokens: tokens, turn: state.turn)
    }
    switch part {
    case .text(let text):
      guard role == .user, Reminders.isReminder(text) else { return held(.text, role.rawValue) }
      var reminder = held(.reminder, "reminder", name: Reminders.kind(of: text))
      reminder.identity = Fingerprint(of: Array(text.utf8))
      return reminder
    case .toolCall(let call):
      var held = held(.call, use?.summary ?? call.name, name: call.id)
      held.identity = use?.identity
      return held
    case .toolResult(let result):
      var held = held(.result, "result of " + (use?.summary ?? "a call"), name: result.callID)
      held.identity = use?.identity
      held.isFailure = Failure.isFailure(result.text, result, of: use)
      held.guardedUntil = guardEnd(of: use)
      return held
    case .image: return held(.picture, "image")
    case .document(let document):
      return held(.document, document.title.map { "document \($0)" } ?? "document")
    case .thinking, .redactedThinking: return held(.thinking, "thinking")
    case .toolReference(let name): return held(.other, "tool \(name)")
    case .other(let type, _): return held(.other, type)
    }
  }

  /// A call that is repeated soon after its result was taken away was needed: its result stays for an epoch more.
  private func guardEnd(of use: ToolUse?) -> Int {
    guard let use, let then = state.stripped[use.identity] else { return 0 }
    let steps = state.records[min(then, state.records.count)...].count { $0.role == .assistant }
    return steps <= Self.soon ? state.epochs + 2 : 0
  }

  /// How many steps after its loss a result counts as missed.
  private static let soon = 6

  private mutating func shorten(
    _ held: inout HeldPart, _ part: ContentPart, _ use: ToolUse?, saidBy role: Role,
    counting counter: inout PromptCounter
  ) {
    switch part {
    case .thinking, .redactedThinking: held.drop(turn: state.turn)
    case .text(let text):
      if held.kind == .reminder {
        forgetIfRepeated(&held)
      } else if role == .assistant {
        held.cap(text, toTokens: caps.assistantText, turn: state.turn, counting: &counter)
      }
    case .toolCall(let call):
      guard held.tokens > caps.call, let use, let input = StubText.input(of: call, use) else { return }
      held.replace(
        by: input, as: .capped, tokens: counter.count(call.name + input, as: .json), turn: state.turn)
    case .toolResult(let result):
      held.ingest(
        result, of: use, toTokens: caps.cap(of: use, isFailure: held.isFailure), draft.traits, settings,
        turn: state.turn,
        counting: &counter)
    case .image(let media) where !draft.traits.acceptsImages:
      let note = MediaNote.image(media, .unseen)
      held.replace(by: note, as: .stub, tokens: counter.count(note), turn: state.turn)
    case .document(let document):
      guard case .media(let media) = document.body else { return }
      let note = MediaNote.document(document.title, media)
      held.replace(by: note, as: .stub, tokens: counter.count(note), turn: state.turn)
    case .image, .toolReference, .other: break
    }
  }

  private mutating func forgetIfRepeated(_ held: inout HeldPart) {
    if reminders[held.name] == held.identity {
      held.drop(turn: state.turn)
    } else {
      reminders[held.name] = held.identity
    }
  }

  /// What a result without its call says, or that a call has none, as a note.
  private mutating func noteOrphan(_ part: ContentPart) {
    let text: String
    switch part {
    case .toolResult(let result):
      text =
        "[ctxgw: result of a tool call that is not in this conversation]\n" + KeptUserText.text(result.text)
    case .toolCall(let call):
      text = "[ctxgw: a call of \(ToolUse(of: call).summary) was left out: it has no result of its own]"
    default: return
    }
    orphans.append((text, state.records.count))
  }

  /// Results of one message share the room for results: above it all are cut to the size at which they fit.
  private func shareRoom(
    among parts: inout [HeldPart], _ contents: [ContentPart], _ pairs: CallPairs,
    _ uses: [CallPairs.Place: ToolUse], at index: Int, counting counter: inout PromptCounter
  ) {
    let results = parts.indices.filter { parts[$0].kind == .result && parts[$0].isForwarded }
    let level = WaterLevel.level(of: results.map { parts[$0].tokens }, into: caps.turn)
    for part in results where parts[part].tokens > level {
      guard case .toolResult(let result) = contents[part] else { continue }
      let use = pairs.callOfResult[CallPairs.Place(item: index, part: part)].flatMap { uses[$0] }
      parts[part].ingest(
        result, of: use, toTokens: level, draft.traits, settings, turn: state.turn, counting: &counter)
    }
  }
}

extension CallPairs {
  /// Whether a part is a result without a call, or a call without a result of its own.
  func isOrphan(_ part: ContentPart, at place: Place) -> Bool {
    switch part {
    case .toolCall: unanswered.contains(place) || repeated.contains(place)
    case .toolResult: callOfResult[place] == nil
    default: false
    }
  }
}

extension ContextState {
  /// The ids of calls that are forwarded.
  fileprivate var callIDs: Set<String> {
    var ids: Set<String> = []
    for message in held { for part in message.parts where part.kind == .call { ids.insert(part.name) } }
    return ids
  }

  /// The newest reminder of each kind that is forwarded.
  var remindersInForce: [String: Fingerprint] {
    var reminders: [String: Fingerprint] = [:]
    for message in held {
      for part in message.parts where part.kind == .reminder && part.isForwarded {
        reminders[part.name] = part.identity
      }
    }
    return reminders
  }
}
