import Conversations

/// Puts the tool calls of an answer in order: one after the other, whatever the backend's fragments do.
///
/// The first call that is not complete is passed on as it grows; those after it wait. Which call a fragment belongs
/// to is guessed where the backend leaves it open: by id, then by number, then the newest call.
struct StreamedCalls {
  private var calls: [StreamedCall] = []
  /// The call that is being passed on, or will be next.
  private var current = 0
  private var isStarted = false
  private let expectations: AnswerExpectations
  private let ids: IDSource
  private var usedIDs: Set<String>

  /// Arguments of this many bytes in all are more than any model writes.
  private static let mostBytes = 64 << 20
  /// More calls in one answer are not what any model makes.
  private static let mostCalls = 1_000
  private var byteCount = 0

  init(_ expectations: AnswerExpectations, ids: IDSource) {
    self.expectations = expectations
    self.ids = ids
    usedIDs = expectations.usedCallIDs
  }

  /// Whether there is any call.
  var isEmpty: Bool { calls.isEmpty }

  /// Whether a call that has not been passed on whole lacks some of its arguments.
  var isInsideCall: Bool { calls[current...].contains { !$0.isComplete } }

  /// Whether the calls have outgrown every sensible bound.
  var isTooLarge: Bool { byteCount > Self.mostBytes || calls.count > Self.mostCalls }

  /// Takes a fragment, and appends what can be passed on.
  mutating func take(
    index: Int?, id: String, name: String, arguments: [UInt8], isFreeform: Bool = false,
    into events: inout [StreamEvent]
  ) {
    byteCount += arguments.count
    let known = known(index: index, id: id, name: name, hasArguments: !arguments.isEmpty)
    guard
      let position = known ?? added(StreamedCall(index: index, id: id, name: name, isFreeform: isFreeform))
    else { return }
    if calls[position].id.isEmpty { calls[position].id = id }
    if calls[position].name.isEmpty { calls[position].name = name }
    calls[position].append(arguments)
    advance(isLast: false, into: &events)
  }

  /// Takes a call that comes whole, whatever it has in common with others, and appends it.
  mutating func takeWhole(
    id: String, name: String, arguments: [UInt8], into events: inout [StreamEvent]
  ) {
    settle(into: &events)
    guard !name.isEmpty, calls.isEmpty || expectations.allowsParallelToolCalls else { return }
    byteCount += arguments.count
    var call = StreamedCall(index: nil, id: id, name: name)
    call.append(arguments)
    calls.append(call)
    settle(into: &events)
  }

  /// Says that no fragment will come any more for the calls that have begun, and appends what remains of them.
  mutating func settle(into events: inout [StreamEvent]) {
    advance(isLast: true, into: &events)
  }

  // MARK: Whose fragment

  /// The place of a call that begins; nil for one that the client does not allow.
  private mutating func added(_ call: StreamedCall) -> Int? {
    if !calls.isEmpty, !expectations.allowsParallelToolCalls { return nil }
    calls.append(call)
    return calls.count - 1
  }

  /// The call a fragment belongs to; nil if it begins another.
  private func known(index: Int?, id: String, name: String, hasArguments: Bool) -> Int? {
    if !id.isEmpty, let same = calls.lastIndex(where: { $0.id == id }) { return same }
    let candidate = calls.lastIndex { index == nil || $0.index == nil || $0.index == index }
    guard let candidate else { return nil }
    let call = calls[candidate]
    if !id.isEmpty, !call.id.isEmpty { return nil }
    if name.isEmpty || call.name.isEmpty { return candidate }
    // Some backends repeat the name in every fragment. A name beside arguments after a complete call is another call.
    return name == call.name && !(call.isComplete && hasArguments) ? candidate : nil
  }

  // MARK: Passing on

  private mutating func advance(isLast: Bool, into events: inout [StreamEvent]) {
    while current < calls.count, !calls[current].name.isEmpty {
      if !isStarted { start(into: &events) }
      append(calls[current].takeReady(), to: &events)
      let isOver = isLast || calls[current].isComplete && current + 1 < calls.count
      guard isOver else { return }
      append(calls[current].takeRemainder(), to: &events)
      events.append(.partEnded)
      isStarted = false
      current += 1
    }
    // A call that never got a name cannot be run by anybody.
    if isLast { current = calls.count }
  }

  private mutating func start(into events: inout [StreamEvent]) {
    let call = calls[current]
    // A client loses one of two calls with the same id.
    let isUsable = !call.id.isEmpty && usedIDs.insert(call.id).inserted
    let id = isUsable ? call.id : ids.next("toolu_")
    let name = expectations.toolNames.clientName(of: call.name)
    events.append(.partStarted(.toolCall(id: id, name: name)))
    isStarted = true
  }

  private func append(_ arguments: [UInt8], to events: inout [StreamEvent]) {
    if !arguments.isEmpty { events.append(.delta(.input(arguments))) }
  }
}
