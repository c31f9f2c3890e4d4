extension HTMLReport {
    /// The page's script: theme, search, filter, order, sorting of tables. It only moves and hides what is there; it builds no markup from text.
    static let script: HTML = #"""
        (function () {
        'use strict';
        var root = document.documentElement, $ = function (id) { return document.getElementById(id); };
        var theme = $('theme');
        function stored(value) {
          try { if (value) localStorage.setItem('auspex-theme', value); return localStorage.getItem('auspex-theme'); } catch (e) { return null; }
        }
        if (stored()) root.dataset.theme = stored() === 'dark' ? 'dark' : 'light';
        theme.hidden = false;
        theme.addEventListener('click', function () {
          var dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
          root.dataset.theme = dark ? 'light' : 'dark';
          stored(root.dataset.theme);
        });

        var tools = $('tools');
        if (tools) {
          var search = $('search'), reason = $('reason'), order = $('order'), shown = $('shown');
          var items = Array.prototype.slice.call(document.querySelectorAll('.item'));
          var chips = Array.prototype.slice.call(document.querySelectorAll('.why button'));
          var texts = new Map();
          tools.hidden = false;
          var textOf = function (item) {
            if (!texts.has(item)) texts.set(item, item.textContent.toLowerCase());
            return texts.get(item);
          };
          var filter = function () {
            var words = search.value.toLowerCase().split(/\s+/).filter(Boolean), count = 0;
            items.forEach(function (item) {
              var fits = (!reason.value || item.dataset.reasons.split(' ').indexOf(reason.value) >= 0)
                && words.every(function (word) { return textOf(item).indexOf(word) >= 0; });
              item.hidden = !fits;
              if (fits) count += 1;
            });
            chips.forEach(function (chip) { chip.setAttribute('aria-pressed', String(chip.dataset.reason === reason.value)); });
            shown.textContent = words.length || reason.value ? count + ' of ' + items.length + ' shown' : '';
          };
          var arrange = function () {
            var key = order.value, sign = key === 'events' ? -1 : 1;
            [$('list'), $('more')].forEach(function (parent) {
              if (!parent) return;
              Array.prototype.slice.call(parent.children).sort(function (a, b) {
                return sign * (a.dataset[key] - b.dataset[key]) || a.dataset.rank - b.dataset.rank;
              }).forEach(function (item) { parent.appendChild(item); });
            });
          };
          var timer = 0;
          search.addEventListener('input', function () { clearTimeout(timer); timer = setTimeout(filter, 80); });
          reason.addEventListener('change', filter);
          order.addEventListener('change', arrange);
          chips.forEach(function (chip) {
            chip.setAttribute('aria-pressed', 'false');
            chip.addEventListener('click', function () {
              reason.value = reason.value === chip.dataset.reason ? '' : chip.dataset.reason;
              filter();
              $('anomalies').scrollIntoView({ block: 'start' });
            });
          });
          var setAll = function (open) { document.querySelectorAll('details.item').forEach(function (item) { item.open = open; }); };
          $('unfold').addEventListener('click', function () { setAll(true); });
          $('fold').addEventListener('click', function () { setAll(false); });
          document.addEventListener('keydown', function (event) {
            var typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
            if (event.key === '/' && !typing) { event.preventDefault(); search.focus(); }
            if (event.key === 'Escape' && event.target === search) { search.value = ''; filter(); }
          });
        }
        document.addEventListener('keydown', function (event) {
          if (/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName) || event.ctrlKey || event.metaKey || event.altKey) return;
          if (event.key !== 'j' && event.key !== 'k') return;
          var heads = Array.prototype.slice.call(document.querySelectorAll('.incident, details.item:not([hidden]) > summary'));
          var at = heads.indexOf(document.activeElement) + (event.key === 'j' ? 1 : -1);
          if (heads.length) heads[Math.max(0, Math.min(heads.length - 1, at))].focus();
        });

        document.querySelectorAll('table.sortable').forEach(function (table) {
          var heads = Array.prototype.slice.call(table.tHead.rows[0].cells);
          heads.forEach(function (head, column) {
            var button = document.createElement('button');
            button.type = 'button';
            button.textContent = head.textContent;
            head.textContent = '';
            head.appendChild(button);
            button.addEventListener('click', function () {
              var down = head.getAttribute('aria-sort') === (head.className === 'n' ? 'ascending' : 'descending') || (head.className === 'n' && !head.hasAttribute('aria-sort'));
              heads.forEach(function (other) { other.removeAttribute('aria-sort'); });
              head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
              var value = function (row) { var cell = row.cells[column]; return cell.dataset.n === undefined ? cell.textContent : Number(cell.dataset.n); };
              Array.prototype.slice.call(table.tBodies[0].rows).sort(function (a, b) {
                var x = value(a), y = value(b);
                var order = typeof x === 'number' ? x - y : x.localeCompare(y, undefined, { numeric: true });
                return down ? -order : order;
              }).forEach(function (row) { table.tBodies[0].appendChild(row); });
            });
          });
        });

        var focusDrawings = function (item) {
          item.querySelectorAll('.drawing').forEach(function (box) {
            box.scrollTop = box.dataset.y - box.clientHeight * .45;
            box.scrollLeft = box.dataset.x - box.clientWidth * .5;
          });
        };
        document.querySelectorAll('details.item').forEach(function (item) {
          item.addEventListener('toggle', function () { if (item.open) focusDrawings(item); });
          if (item.open) focusDrawings(item);
        });

        var opened = [];
        addEventListener('beforeprint', function () {
          opened = Array.prototype.filter.call(document.querySelectorAll('details:not([open])'), function (item, index) { return index < 20; });
          opened.forEach(function (item) { item.open = true; });
        });
        addEventListener('afterprint', function () { opened.forEach(function (item) { item.open = false; }); });
        })();

        """#
}
