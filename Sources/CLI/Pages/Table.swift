/// A table for people: columns aligned by display width and cut to the canvas.
struct Table {
  /// A column.
  struct Column {
    /// What stands above it.
    let title: String
    /// Whether its cells are flush right, as figures are.
    var isFigure = false
    /// The fewest columns it may be cut to; nil when it is never cut.
    var least: Int?
  }

  /// What stands in one place.
  struct Cell {
    let text: String
    var style = Style.plain

    init(_ text: String, _ style: Style = .plain) {
      self.text = text
      self.style = style
    }
  }

  /// Blanks between columns.
  private static let gap = "  "

  private let columns: [Column]
  private var rows: [[Cell]] = []

  /// A table without rows.
  init(_ columns: [Column]) { self.columns = columns }

  /// Adds a row of as many cells as there are columns.
  mutating func append(_ row: [Cell]) {
    precondition(row.count == columns.count)
    rows.append(row)
  }

  /// The table with its head, each line ending in a line feed. Columns in which nothing stands are left out.
  func text(on canvas: Canvas) -> String {
    let shown = columns.indices.filter { column in rows.contains { !$0[column].text.isEmpty } }
    let widths = fittedWidths(of: shown, to: canvas.width)
    let head = columns.map { Cell($0.title, .bold) }
    return ([head] + rows).map { row in line(of: row, shown, widths, canvas) + "\n" }.joined()
  }

  /// The width of every column: natural ones, of which the cuttable give way, the widest first, until all fit.
  private func fittedWidths(of shown: [Int], to width: Int?) -> [Int] {
    var widths = columns.indices.map { column in
      rows.reduce(columns[column].title.displayWidth) { max($0, $1[column].text.displayWidth) }
    }
    guard let width else { return widths }
    let natural = shown.reduce(0) { $0 + widths[$1] } + Self.gap.count * max(0, shown.count - 1)
    for _ in 0..<max(0, natural - width) {
      let cuttable = shown.filter { column in columns[column].least.map { widths[column] > $0 } ?? false }
      guard let widest = cuttable.max(by: { widths[$0] < widths[$1] }) else { break }
      widths[widest] -= 1
    }
    return widths
  }

  /// A terminal too narrow for all columns cuts the last ones off rather than being wrapped in.
  private func line(of row: [Cell], _ shown: [Int], _ widths: [Int], _ canvas: Canvas) -> String {
    var pieces: [(text: String, style: Style)] = []
    for column in shown {
      let text = row[column].text.truncated(to: widths[column])
      let blanks = String(repeating: " ", count: widths[column] - text.displayWidth)
      if columns[column].isFigure { pieces.append((blanks, .plain)) }
      pieces.append((text, row[column].style))
      if !columns[column].isFigure { pieces.append((blanks, .plain)) }
      pieces.append((Self.gap, .plain))
    }
    while pieces.last?.text.allSatisfy({ $0 == " " }) == true { pieces.removeLast() }
    return canvas.line(pieces)
  }
}
