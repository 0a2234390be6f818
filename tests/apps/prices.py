"""A window with a table (Tk) of goods, their prices and whether they are in stock."""

import tkinter as tk
from tkinter import ttk

ROWS = (("Black tea", "3.20", "yes"), ("Green tea", "4.50", "no"), ("Coffee", "12.00", "yes"), ("Cocoa", "7.10", "yes"))

window = tk.Tk()
window.title("Prices")
window.geometry("520x260+120+90")
ttk.Label(window, text="Goods on offer", padding=8).pack(anchor="w")
table = ttk.Treeview(window, columns=("name", "price", "stock"), show="headings", height=6)
table.column("name", width=180)
table.heading("name", text="Name", anchor="w")
table.column("price", width=90, anchor="e")
table.heading("price", text="Price", anchor="e")
table.column("stock", width=130, anchor="center")
table.heading("stock", text="In stock")
for row in ROWS:
    table.insert("", "end", values=row)
table.pack(anchor="w", padx=8)
window.mainloop()
