/// `${NAME}` and `${NAME:-default}` in a configuration value.
enum Interpolation {
  /// Why a text cannot be expanded; never holds what a variable holds.
  struct Failure: Error, Equatable {
    let message: String
  }

  /// The text with every reference replaced by the variable's value. The default stands in for a variable that is not
  /// set or empty, as in a shell. What a variable holds is not expanded again.
  static func expand(_ text: String, from environment: Environment) throws(Failure) -> String {
    var result = ""
    var rest = Substring(text)
    while let dollar = rest.firstIndex(of: "$") {
      result += rest[..<dollar]
      let reference = rest[dollar...]
      guard reference.hasPrefix("${") else {
        result += "$"
        rest = reference.dropFirst()
        continue
      }
      guard let close = reference.firstIndex(of: "}") else {
        throw Failure(message: "'${' without '}'; write it in single quotes if it is meant as it stands")
      }
      result += try value(of: reference[..<close].dropFirst(2), from: environment)
      rest = reference[close...].dropFirst()
    }
    return result + rest
  }

  private static func value(of reference: Substring, from environment: Environment) throws(Failure) -> String
  {
    let name = String(reference.prefix { $0 != ":" })
    let tail = reference.dropFirst(name.count)
    guard isVariableName(name), tail.isEmpty || tail.hasPrefix(":-") else {
      throw Failure(message: "'${\(reference)}' is no reference; write ${NAME} or ${NAME:-default}")
    }
    let value = environment[name]
    if tail.isEmpty {
      guard let value else {
        throw Failure(
          message: "the environment variable \(name) is not set; set it or write ${\(name):-default}")
      }
      return value
    }
    return value.flatMap { $0.isEmpty ? nil : $0 } ?? String(tail.dropFirst(2))
  }

  /// Whether a shell could set a variable of this name.
  static func isVariableName(_ text: String) -> Bool {
    guard let first = text.unicodeScalars.first, !("0"..."9").contains(first) else { return false }
    return text.unicodeScalars.allSatisfy { scalar in
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", "_": true
      default: false
      }
    }
  }
}
