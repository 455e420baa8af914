import Upstream

extension ConfigurationReader {
  enum ResilienceKey: String, CaseIterable { case breaker, quota, retries, resume }

  /// Reads what a policy says about failing backends, over the defaults.
  mutating func readResilience(_ node: YAMLNode) -> ResilienceSettings {
    var settings = ResilienceSettings()
    forEachKey(of: node, in: "policy.resilience", as: ResilienceKey.self) { reader, key, value in
      switch key {
      case .breaker: reader.readBreaker(value, into: &settings.breaker)
      case .quota: settings.quota = reader.readQuota(value)
      case .retries: reader.read(.retries, from: value, into: &settings.retries)
      case .resume: reader.read(.flag, from: value, into: &settings.resumes)
      }
    }
    return settings
  }

  enum BreakerKey: String, CaseIterable {
    case failures
    case coolDown = "cool_down"
    case successes
  }

  private mutating func readBreaker(_ node: YAMLNode, into breaker: inout CircuitBreaker.Settings) {
    forEachKey(of: node, in: "policy.resilience.breaker", as: BreakerKey.self) { reader, key, value in
      switch key {
      case .failures: reader.read(.fewTimes, from: value, into: &breaker.failures)
      case .coolDown: reader.read(.duration, from: value, into: &breaker.coolDown)
      case .successes: reader.read(.fewTimes, from: value, into: &breaker.successes)
      }
    }
  }

  /// A single limit is a list of one.
  private mutating func readQuota(_ node: YAMLNode) -> [QuotaLimit] {
    guard case .sequence(let elements) = node.content else { return readQuotaLimit(node).map { [$0] } ?? [] }
    return elements.compactMap { readQuotaLimit($0) }
  }

  enum QuotaKey: String, CaseIterable { case backend, window, tokens, requests, money, probe }

  private mutating func readQuotaLimit(_ node: YAMLNode) -> QuotaLimit? {
    let before = problems.count
    var backend: String?
    var window: QuotaWindow?
    var limit = QuotaLimit(backend: "", window: .day)
    forEachKey(of: node, in: "policy.resilience.quota", as: QuotaKey.self) { reader, key, value in
      switch key {
      case .backend: backend = reader.read(.text, from: value)
      case .window: window = reader.read(.quotaWindow, from: value)
      case .tokens: limit.tokens = reader.read(.many, from: value)
      case .requests: limit.requests = reader.read(.many, from: value)
      case .money: limit.money = reader.read(.money, from: value)
      case .probe: limit.probe = reader.read(.duration, from: value)
      }
    }
    // What is missing is only worth saying when what is there could be read.
    guard problems.count == before else { return nil }
    guard let backend, let window else {
      report("a quota needs a backend and a window such as 5h or day", at: node.mark)
      return nil
    }
    guard limit.tokens != nil || limit.requests != nil || limit.money != nil else {
      report("a quota needs tokens, requests or money", at: node.mark)
      return nil
    }
    (limit.backend, limit.window) = (backend, window)
    return limit
  }
}

extension ConfigurationValue where Value == Int {
  fileprivate static let retries = ConfigurationValue("a whole number from 0 to 5") { text in
    Int(text).flatMap { (0...5).contains($0) ? $0 : nil }
  }
  fileprivate static let fewTimes = ConfigurationValue("a whole number from 1 to 100") { text in
    Int(text).flatMap { (1...100).contains($0) ? $0 : nil }
  }
  fileprivate static let many = ConfigurationValue("a number such as 500, 200K or 2M") { text in
    Quantity.count(text).flatMap { $0 > 0 ? $0 : nil }
  }
}

extension ConfigurationValue where Value == Double {
  fileprivate static let money = ConfigurationValue("an amount of dollars such as 5 or 2.50") { text in
    Double(text).flatMap { $0 > 0 && $0 <= 1_000_000 ? $0 : nil }
  }
}

extension ConfigurationValue where Value == QuotaWindow {
  fileprivate static let quotaWindow = ConfigurationValue(
    "day, week, month (of the calendar, UTC) or a duration from 1m to 31d such as 5h",
    words: ["day", "week", "month"]
  ) { text in
    switch text {
    case "day": .day
    case "week": .week
    case "month": .month
    default: Quantity.duration(text).flatMap { QuotaWindow(rollingOver: $0) }
    }
  }
}
