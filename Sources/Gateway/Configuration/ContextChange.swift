import ContextEngine

/// One thing an operator has set about how conversations are made to fit.
///
/// Changes rather than settings, because a target's stand over its backend's, and those over the policy's, wherever in
/// the file each is.
public enum ContextChange: Sendable, Equatable {
  case strategy(ContextSettings.Strategy)
  case lowWater(Double)
  case protectedTail(Double)
  case taskQuota(Double)
  case userQuota(Double)
  case digestQuota(Double)
  case resultCap(Double)
  case memoryQuota(Double)
  case compactTools(Bool)
  case digest(ContextSettings.Digest)
  case usage(ContextSettings.ReportedUsage)
  case assumedWindow(Int)
  case excludedTools([String])
}

extension ContextSettings {
  /// The settings with changes made one after the other.
  func changed(by changes: [ContextChange]) -> ContextSettings {
    changes.reduce(into: self) { $0.apply($1) }
  }

  private mutating func apply(_ change: ContextChange) {
    switch change {
    case .strategy(let value): strategy = value
    case .lowWater(let value): lowWater = value
    case .protectedTail(let value): protectedTail = value
    case .taskQuota(let value): taskQuota = value
    case .userQuota(let value): userQuota = value
    case .digestQuota(let value): digestQuota = value
    case .resultCap(let value): resultCap = value
    case .memoryQuota(let value): memoryQuota = value
    case .compactTools(let value): compactTools = value
    case .digest(let value): digest = value
    case .usage(let value): usage = value
    case .assumedWindow(let value): assumedWindow = value
    case .excludedTools(let value): excludedTools = value
    }
  }
}
