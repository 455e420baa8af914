/// Numbers and columns for people to read.
enum Figure {
  /// A number with so many decimals.
  static func fixed(_ value: Double, _ decimals: Int) -> String {
    guard value.isFinite else { return "-" }
    let scale = (0..<decimals).reduce(1.0) { scale, _ in scale * 10 }
    let rounded = Int((value.magnitude * scale).rounded())
    let sign = value < 0 && rounded > 0 ? "-" : ""
    guard decimals > 0 else { return sign + String(rounded) }
    let fraction = String(rounded % Int(scale))
    return sign + String(rounded / Int(scale)) + "."
      + String(repeating: "0", count: decimals - fraction.count) + fraction
  }

  /// Rows in columns; the first stands to the left, all others to the right.
  static func table(_ rows: [[String]]) -> String {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    return rows.map { row in
      let cells = row.enumerated().map { column, cell in
        let blanks = String(repeating: " ", count: widths[column] - cell.count)
        return column == 0 ? cell + blanks : blanks + cell
      }
      return cells.joined(separator: "  ")
    }.joined(separator: "\n")
  }
}
