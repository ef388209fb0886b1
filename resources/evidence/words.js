// What is said of steps and faults, in both languages. `{what}` is the thing, `{n}` how many were looked at:
// of [one|several] English says the first where it is 1.
"use strict";

var Words = {
  steps: {
    files: ["Files: {n} as [its digest says|their digests say]", "文件：{n} 个，与校验值一致"],
    stored: ["Result, sheet and scorecard are those of the office ({n} compared)", "结果、考核表和考核方案与网点的一致（比对 {n} 项）"],
    values: ["Values follow from records and formulas ({n} worked out again)", "数值可由服务记录和公式得出（重算 {n} 项）"],
    points: ["Points and weights follow from the scorecard's rules ({n} [indicator|indicators])", "得分和权重可由考核方案的规则得出（{n} 项指标）"],
    total: ["Total and grade follow from points and weights", "总分和等级可由得分和权重得出"],
    rows: ["Rows are as the trail left them ({n} [row|rows])", "数据行与操作记录一致（{n} 处）"],
    parts: ["The digests of rows are those the trail told last ({n} [part|parts])", "数据行的校验值为操作记录最后记载的（{n} 组）"],
    chain: ["The links of the trail hold ({n} [entry|entries])", "操作记录的链条完整（{n} 条）"],
    opened: ["What the entries say is what the chain covers ({n} [text or row|texts and rows])", "操作记录的内容与链条一致（{n} 处）"],
    people: ["The names of those who did it are the office's ({n} [person|people])", "经手人姓名与网点的数据一致（{n} 人）"],
    printed: ["The codes printed on its sheets are of this trail ({n} [sheet|sheets])", "考核表上打印的编码属于这条操作记录（{n} 张）"]
  },
  faults: {
    file_missing: ["The file {what} is missing.", "缺少文件 {what}。"],
    file_changed: ["The file {what} was changed.", "文件 {what} 被改动。"],
    file_added: ["The file {what} does not belong to the pack.", "文件 {what} 不属于本证据包。"],
    result_digest: ["The result is not the one its digest stands for.", "结果与其校验值不符。"],
    sheet_result: ["The sheet {what} is of another result.", "考核表 {what} 对应的是另一个结果。"],
    sheet_code: ["The code {what} does not stand for this sheet.", "编码 {what} 与考核表不符。"],
    scorecard_row: ["The scorecard {what} is not the office's.", "考核方案 {what} 与网点的不符。"],
    closed_digest: ["The result is not the one that was locked.", "结果与关闭时锁定的不符。"],
    agent_row: ["The person {what} is not the one of the office's row.", "人员 {what} 与网点的数据行不符。"],
    cycle_row: ["The month {what}, or whether it was closed, is not what the office's row says.", "月份 {what}（或是否已关闭）与网点的数据行不符。"],
    standard: ["The target of {what} is not the one that was frozen.", "{what} 的标准与冻结的不符。"],
    typed: ["The typed value of {what} is another.", "{what} 的录入值不符。"],
    rating: ["A rating of {what} is not in the forms.", "{what} 的评分与评分表不符。"],
    value: ["The value of {what} does not follow from its records.", "{what} 的数值与服务记录不符。"],
    points: ["The points of {what} do not follow from the rule.", "{what} 的得分与计分规则不符。"],
    weight: ["The weight of {what} is not what the scorecard gives.", "{what} 的权重与考核方案不符。"],
    bonus: ["The points on top are others: {what}.", "附加分不符：{what}。"],
    computed: ["The computed total is another: {what}.", "计算总分不符：{what}。"],
    total: ["The total is another: {what}.", "总分不符：{what}。"],
    grade: ["The grade is another: {what}.", "等级不符：{what}。"],
    row_added: ["The row {what} is not one the office has.", "网点中没有数据行 {what}。"],
    row_changed: ["The row {what} is not as the trail left it.", "数据行 {what} 与操作记录不符。"],
    record: ["The row of the record {what} is missing.", "缺少服务记录 {what} 的数据行。"],
    record_says: ["The record {what} says another figure than is counted.", "服务记录 {what} 的数值与计入的不符。"],
    part_untold: ["No entry here tells of the rows {what}.", "没有操作记录记载数据行 {what}。"],
    part: ["The digests of the rows {what} are not those told last.", "数据行 {what} 的校验值与最后记载的不符。"],
    entry_missing: ["Entry {what} is missing.", "缺少第 {what} 条操作记录。"],
    entry: ["Entry {what} was altered.", "第 {what} 条操作记录被改动。"],
    head: ["The newest entry is not {what}.", "最新一条操作记录不是第 {what} 条。"],
    words: ["What entry {what} says is not what was chained.", "第 {what} 条操作记录的内容与链条不符。"],
    entry_untold: ["Entry {what} changed a row that is here, and is not told.", "第 {what} 条操作记录改动过此处的数据行，却没有列出。"],
    told_row: ["A row told by entry {what} is not what was chained.", "操作记录 {what} 的数据行与链条不符。"],
    person: ["The name {what} is not the one of the office's row.", "姓名 {what} 与网点的数据行不符。"],
    printed: ["The code {what}, printed on a sheet, is not of this trail.", "考核表上打印的编码 {what} 不属于这条操作记录。"],
    unreadable: ["This could not be looked at: {what}", "无法检查：{what}"]
  },
  page: {
    title: ["Check an evidence pack", "核验证据包"],
    drop: ["Drop the pack (.zip) here, or choose it", "把证据包（.zip）拖到这里，或点此选择"],
    working: ["Checking …", "正在核验……"],
    sound: ["Everything that was looked at holds.", "所检查的各项均相符。"],
    faults: ["{n} [thing is not as it is|things are not as they are] to be.", "有 {n} 处不符。"],
    nozip: ["This is no evidence pack of QADesk: {what}", "这不是客服考核台的证据包：{what}"],
    packed: ["The pack was packed anew. Unpack it and choose all its files, or ask for the original.", "证据包被重新压缩过。请解压后选择全部文件，或索取原件。"],
    provisional: ["Provisional: the month was still open.", "暂定：该月尚未关闭。"],
    masked: ["Without customers' data: the rows of records are not in it, and are not compared with the trail; telephone numbers are masked.", "不含客户信息：没有服务记录的数据行，未与操作记录比对；电话号码已隐去。"],
    hidden: ["Not compared with their digests, because numbers in them are masked ({n}): {what}", "其中的号码已隐去，未与校验值比对（{n} 处）：{what}"],
    code: ["Code of the pack", "证据包编码"],
    codeHelp: ["The office's trail tells it. If it is another there, files for reading were exchanged.", "网点的操作记录中记有此编码；若不一致，说明供阅读的文件被换过。"],
    head: ["Newest entry of the trail", "最新一条操作记录"],
    headHelp: ["Compare it with one kept elsewhere: on a printed sheet, in a backup.", "请与别处保存的比对：打印的考核表、备份。"],
    paper: ["Trail code at the foot of your printed sheet:", "打印的考核表页脚上的操作记录码："],
    paperSays: {
      holds: ["This trail is the one that was printed there.", "与当时打印的是同一条操作记录。"],
      other: ["This trail is NOT the one that was printed there: it was made anew.", "与当时打印的不是同一条操作记录：它被重造过。"],
      earlier: ["This code is of an entry before those told here: compare it in the office with qadesk check --paper.", "此编码属于这里未包含的更早的操作记录，请在网点用 qadesk check --paper 比对。"],
      later: ["There is no such entry here: the sheet was printed later, or the trail was cut off.", "这里没有这一条：考核表打印得更晚，或操作记录被截断。"],
      none: ["", ""]
    },
    sheet: ["Code of the sheet", "考核表编码"],
    sheetHelp: ["It is printed under the bar code of the signed sheet.", "印在签字考核表的条形码下方。"],
    total: ["Total", "总分"], grade: ["Grade", "等级"], again: ["worked out again", "重算"],
    indicator: ["Indicator", "指标"], value: ["Value", "数值"], standard: ["Standard", "标准"], points: ["Points", "得分"],
    weight: ["Weight %", "实际权重 %"], adds: ["Adds", "计入总分"], how: ["Where from", "来源"],
    ways: {
      records: ["records, added up again", "服务记录，已重新汇总"], formula: ["formula, worked out again", "公式，已重算"],
      typed: ["typed, compared with the office's row", "录入值，已与数据行比对"], kept: ["as it was stored", "按存档"],
      median: ["the middle of its records", "取明细的中位数"]
    },
    entries: ["Entries of the trail that concern it", "有关的操作记录"],
    number: ["No.", "序号"], when: ["When (UTC)", "时间（UTC）"], who: ["Who", "操作人"], what: ["What", "操作"],
    rows: ["Rows", "数据行"], program: ["the program itself", "程序自身"],
    not: [
      "Not worked out again: intervals, ranks, quotas of grades, and how records were read from the imported files.",
      "未重算：95% 区间、名次、名额上限，以及服务记录如何从导入文件读出。"
    ]
  }
};
