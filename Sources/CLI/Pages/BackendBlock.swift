import Gateway

/// A backend on the page of `ctxgw status`: how it is in a word, what it is doing, and below it whatever there is to know
/// of its models and limits.
struct BackendBlock {
  let backend: StatusReport.Backend
  let now: Timestamp
  /// The columns that the names of all backends take.
  let nameWidth: Int

  /// The width of the word in front.
  private static let markWidth = 8
  /// The cells of a quota's bar.
  private static let barWidth = 20

  /// A line, and one for each detail. What the line has no room for stands below it.
  func text(on canvas: Canvas) -> String {
    let indent = Self.markWidth + nameWidth + 2
    let isRoomy = canvas.width.map { indent + summary.displayWidth <= $0 } ?? true
    let head = canvas.line(
      (mark.word.padded(to: Self.markWidth), mark.style),
      (backend.name.onOneLine.padded(to: isRoomy ? nameWidth + 2 : 0), .bold),
      (isRoomy ? summary : "", .plain))
    let details =
      (isRoomy ? [] : [(summary, .plain)]) + backend.models.compactMap(detail(of:))
      + backend.quotas.map(detail(of:)) + keys + lastError
    let lines = details.flatMap { detail in
      // Where the terminal is too narrow for columns, details begin at its margin.
      canvas.paragraph(detail.text, detail.style, indent: canvas.width.map { min(indent, $0 / 4) } ?? indent)
    }
    return ([head] + lines).map { $0 + "\n" }.joined()
  }

  // MARK: The line

  private var mark: (word: String, style: Style) {
    switch backend.state {
    case .absent: return ("down", .red)
    case .locked: return ("locked", .red)
    case .foreign: return ("foreign", .red)
    case .loading: return ("loading", .yellow)
    case .ready, .unasked:
      if let hold = backend.hold { return hold.state == .open ? ("held", .red) : ("trying", .yellow) }
      if backend.quotas.contains(where: { $0.roomAt != nil }) { return ("full", .red) }
      if backend.models.contains(where: { $0.hold != nil }) { return ("partly", .yellow) }
      let isProven = backend.models.contains { $0.firstEventMilliseconds != nil }
      return backend.state == .ready || isProven ? ("ready", .green) : ("unasked", .dim)
    }
  }

  private var summary: String {
    [load, state, backend.hold.map(words)].compactMap { $0 }.joined(separator: "; ").onOneLine
  }

  private var state: String? {
    switch backend.state {
    case .ready, .unasked, .loading: return nil
    case .locked: return "wants a key: key_env or key_file"
    case .foreign: return "\(backend.url) answers, but is not a \(backend.kind)"
    case .absent:
      let since = backend.downSince.map { "for \(Phrases.span(from: $0, to: now)): " } ?? ""
      return since + (backend.problem ?? "\(backend.url) does not answer")
    }
  }

  private var load: String? {
    guard backend.inFlight > 0 || backend.waiting > 0 else {
      if case .absent = backend.state { return nil }
      return "idle"
    }
    let places = backend.places.map { " of \($0)" } ?? ""
    let waiting = backend.waiting > 0 ? ", \(backend.waiting) waiting" : ""
    return "\(backend.inFlight)\(places) in flight\(waiting)"
  }

  private func words(_ hold: StatusReport.Hold) -> String {
    switch hold.state {
    case .open:
      let span = hold.until.map { " for \(Phrases.span(from: now, to: $0))" } ?? ""
      return "left alone\(span): \(hold.reason)"
    case .halfOpen: return "tried with one request at a time: \(hold.reason)"
    }
  }

  // MARK: Details

  /// What is to be said of a model; nil where that is nothing.
  private func detail(of model: StatusReport.Model) -> (text: String, style: Style)? {
    let facts = [
      model.isLoaded && backend.isLocal ? "loaded" : nil,
      model.window.map { "window \(Phrases.grouped($0))" },
      model.firstEventMilliseconds.map { "first event after \(Phrases.span(milliseconds: $0))" },
      model.tokensPerSecond.map { "\(Int($0.rounded())) tokens/s" },
      model.failures > 0 ? "\(Self.decimal(model.failures)) failures since the last answer" : nil,
      limits(of: model), model.hold.map(words),
    ].compactMap { $0 }
    guard !facts.isEmpty else { return nil }
    let style: Style = model.hold != nil ? .red : model.failures > 0 ? .yellow : .plain
    return ("\(model.name): \(facts.joined(separator: ", "))", style)
  }

  private func detail(of quota: StatusReport.Quota) -> (text: String, style: Style) {
    let share = quota.limit > 0 ? quota.used / quota.limit : 1
    let cells = Int((min(1, max(0, share)) * Double(Self.barWidth)).rounded(.down))
    let bar = String(repeating: "#", count: cells) + String(repeating: ".", count: Self.barWidth - cells)
    let room = quota.roomAt.map { ", room again in \(Phrases.span(from: now, to: $0))" } ?? ""
    let text =
      "\(quota.window) [\(bar)] \(Int((share * 100).rounded(.down))) %: \(amount(quota.used, quota.unit)) of "
      + "\(amount(quota.limit, quota.unit)) \(quota.unit == .money ? "dollars" : quota.unit.rawValue)\(room)"
    return (text, quota.roomAt != nil ? .red : share >= 0.9 ? .yellow : .plain)
  }

  private func amount(_ amount: Double, _ unit: StatusReport.Quota.Unit) -> String {
    unit == .money ? Self.cents(amount) : Phrases.tokens(Int(amount))
  }

  /// What is left of a vendor's limits that are not whole again by now.
  private func limits(of model: StatusReport.Model) -> String? {
    let texts = model.limits.filter { $0.resetsAt.map { $0 > now } ?? true }.map { limit in
      let name = limit.name.isEmpty ? "the limit" : limit.name
      let reset = limit.resetsAt.map { " for \(Phrases.span(from: now, to: $0))" } ?? ""
      return "\(Int((limit.remaining * 100).rounded(.down))) % of \(name) left\(reset)"
    }
    return texts.isEmpty ? nil : texts.joined(separator: ", ")
  }

  private var keys: [(text: String, style: Style)] {
    backend.heldKeys > 0 ? [("\(Phrases.count(backend.heldKeys, "key")) left alone for a time", .yellow)] : []
  }

  private var lastError: [(text: String, style: Style)] {
    guard let error = backend.lastError else { return [] }
    let model = error.model.map { "\($0), " } ?? ""
    let age = Phrases.age(of: error.at, at: now)
    return [("last error \(age): \(model)\(error.type): \(error.message)", .dim)]
  }

  /// Half failures are halves.
  private static func decimal(_ number: Double) -> String {
    number == number.rounded() ? String(Int(number)) : String(number)
  }

  private static func cents(_ amount: Double) -> String {
    let cents = Int((amount * 100).rounded())
    return "\(Phrases.grouped(cents / 100)).\(String(cents % 100 + 100).dropFirst())"
  }
}
